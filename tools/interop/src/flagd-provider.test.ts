import { Client, credentials } from '@grpc/grpc-js';
import { FlagdProvider } from '@openfeature/flagd-provider';
import { type Client as FlagClient, OpenFeature, ProviderEvents } from '@openfeature/server-sdk';
import { certificatePaths } from '@burgee/testing';
import { once } from 'node:events';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createServerKey } from '../../../apps/server/src/test-edge.ts';
import { callAsAdmin, createKey } from '../../../apps/server/src/test-keys.ts';
import { newFlag, newFlagAt, startTestServer, type TestServer } from '../../../apps/server/src/test-server.ts';

let burgee: TestServer;
let key: string;
beforeAll(async () => {
  burgee = await startTestServer({ settings: { FLAGD_SYNC_PORT: '0', LIMIT_STREAMS: '0', LIMIT_WRITES: '0' } });
  key = await createServerKey(burgee, 'development');
});
afterAll(() => burgee[Symbol.asyncDispose]());
afterEach(() => OpenFeature.close());

const portOf = ({ server }: TestServer) => server.flagdPort as number;

let domains = 0;
/** A client of the official provider, ready. */
async function connect(options: ConstructorParameters<typeof FlagdProvider>[0] = {}): Promise<FlagClient> {
  const domain = `test ${++domains}`;
  const provider = new FlagdProvider({
    ...{ resolverType: 'in-process', host: '127.0.0.1', port: portOf(burgee), selector: key },
    ...{ retryBackoffMs: 100, retryBackoffMaxMs: 500, deadlineMs: 20_000, ...options },
  });
  await OpenFeature.setProviderAndWait(domain, provider);
  return OpenFeature.getClient(domain);
}

const change = (flag: string, body: object) =>
  burgee.request(`/api/admin/flags/${flag}`, { as: 'editor', body: { enabled: true, ...body } });
const ann = { targetingKey: 'ann' };

describe("15.4 flagd's provider for Node", () => {
  it('gets flags of all types, and their changes as they are made', async () => {
    const typed = (type: string, on: unknown, off: unknown) =>
      newFlag(burgee, {
        type,
        enabled: true,
        variants: [
          { key: 'one', value: on },
          { key: 'two', value: off },
        ],
        onVariant: 'one',
        offVariant: 'two',
        rollout: { schedule: { kind: 'fixed', percentage: 100 } },
      });
    const flag = await newFlagAt(burgee, 100);
    const [text, number, json] = await Promise.all([
      typed('string', 'a', 'b'),
      typed('number', 1.5, 2),
      typed('json', { a: [1] }, {}),
    ]);
    const client = await connect();
    expect(await client.getBooleanDetails(flag, false, ann)).toMatchObject({
      value: true,
      variant: 'on',
      flagMetadata: { environment: 'development', version: expect.stringMatching(/^\d+$/) },
    });
    expect(await client.getStringDetails(text, '', ann)).toMatchObject({ value: 'a', variant: 'one' });
    expect(await client.getNumberDetails(number, 0, ann)).toMatchObject({ value: 1.5, variant: 'one' });
    expect(await client.getObjectDetails(json, {}, ann)).toMatchObject({ value: { a: [1] }, variant: 'one' });
    expect(await client.getBooleanDetails('nowhere', true, ann)).toMatchObject({ errorCode: 'FLAG_NOT_FOUND' });
    const changed: string[] = [];
    client.addHandler(ProviderEvents.ConfigurationChanged, (details) => changed.push(...(details?.flagsChanged ?? [])));
    await change(flag, { enabled: false });
    await expect.poll(() => client.getBooleanValue(flag, true, ann)).toBe(false);
    await burgee.request(`/api/admin/flags/${text}/users`, {
      as: 'editor',
      body: { userId: 'ann', overrideType: 'exclude' },
    });
    await expect.poll(() => client.getStringValue(text, '', ann)).toBe('b');
    expect(await client.getStringValue(text, '', { targetingKey: 'bob' })).toBe('a');
    expect(changed).toContain(flag);
  });

  it('is refused with a selector that is not a server key, and told why', async () => {
    const web = (await createKey(burgee, { kind: 'web', environment: 'development', origins: [] })).secret;
    for (const [selector, why] of [
      [undefined, 'Set the selector to a server key'],
      ['source=flags.json', 'The selector is not a valid server key.'],
      ['srv_abc', 'The selector is not a valid server key.'],
      [web, 'use a server key'],
    ] as const) {
      await expect(connect({ selector, retryBackoffMaxMs: 60_000, fatalStatusCodes: FATAL })).rejects.toThrow(why);
    }
  });

  it('loses its stream when its key is revoked', async () => {
    const { key: revoked, secret } = await createKey(burgee, { kind: 'server', environment: 'development' });
    const client = await connect({ selector: secret });
    const lost = new Promise<unknown>((resolve) => client.addHandler(ProviderEvents.Stale, resolve));
    const failed = new Promise<unknown>((resolve) => client.addHandler(ProviderEvents.Error, resolve));
    await callAsAdmin(burgee, 'keys.revoke', { environment: 'development', id: revoked.id });
    await Promise.race([lost, failed]);
  });

  it('evaluates what it has while the server is away, and is current soon after', async () => {
    const settings = { FLAGD_SYNC_PORT: '0', LIMIT_WRITES: '0' };
    const first = await startTestServer({ databaseUrl: burgee.databaseUrl, settings });
    const flag = await newFlagAt(burgee, 100);
    const port = portOf(first);
    const client = await connect({ port });
    await expect.poll(() => client.getBooleanValue(flag, false, ann)).toBe(true);
    await first[Symbol.asyncDispose]();
    expect(await client.getBooleanValue(flag, false, ann)).toBe(true);
    await change(flag, { enabled: false });
    const again = { ...settings, FLAGD_SYNC_PORT: String(port) };
    await using _second = await startTestServer({ databaseUrl: burgee.databaseUrl, settings: again });
    await expect.poll(() => client.getBooleanValue(flag, true, ann)).toBe(false);
  });
});

/** The provider gives up for good at these, instead of trying again. */
const FATAL = ['UNAUTHENTICATED', 'PERMISSION_DENIED'];

describe('15.4 the gRPC server', () => {
  it('is encrypted with a certificate', async () => {
    const { root, serverCert, serverKey } = certificatePaths();
    const settings = { FLAGD_SYNC_PORT: '0', FLAGD_TLS_CERT_FILE: serverCert, FLAGD_TLS_KEY_FILE: serverKey };
    await using encrypted = await startTestServer({ databaseUrl: burgee.databaseUrl, settings });
    const flag = await newFlagAt(burgee, 100);
    const client = await connect({
      host: 'localhost',
      port: portOf(encrypted),
      tls: true,
      certPath: root,
    });
    await expect.poll(() => client.getBooleanValue(flag, false, ann)).toBe(true);
  });

  it('sends a change to 1,000 streams', async () => {
    const flag = await newFlagAt(burgee, 100);
    const clients = Array.from({ length: 10 }, () => rawClient());
    const streams = Array.from({ length: 1_000 }, (_, number) => openStream(clients[number % 10] as Client));
    await expect.poll(() => streams.filter(({ texts }) => texts.length > 0).length).toBe(1_000);
    await change(flag, { enabled: false });
    const isOff = `"${flag}":{"state":"ENABLED","variants":{"on":true,"off":false},"defaultVariant":"off"}`;
    await expect.poll(() => streams.filter(({ texts }) => texts.at(-1)?.includes(isOff)).length).toBe(1_000);
    expect(new Set(streams.map(({ texts }) => texts.at(-1))).size).toBe(1);
    for (const { call } of streams) call.cancel();
    for (const client of clients) client.close();
  });

  it('answers single requests, and those for metadata', async () => {
    const client = rawClient();
    const fetched = await new Promise<string>((resolve, reject) =>
      client.makeUnaryRequest(`${SERVICE}/FetchAllFlags`, encodeSelector, String, key, (error, text) =>
        error ? reject(error) : resolve(text ?? ''),
      ),
    );
    expect(fetched).toContain('"$evaluators":{"invalid_ids"');
    const refused = new Promise((_, reject) =>
      client.makeUnaryRequest(`${SERVICE}/FetchAllFlags`, encodeSelector, String, 'srv_x', (error) => reject(error)),
    );
    await expect(refused).rejects.toMatchObject({ code: 16 });
    const metadata = new Promise((resolve, reject) =>
      client.makeUnaryRequest(
        `${SERVICE}/GetMetadata`,
        () => Buffer.alloc(0),
        (bytes) => bytes,
        '',
        (error, bytes) => (error ? reject(error) : resolve(bytes)),
      ),
    );
    expect(await metadata).toEqual(Buffer.from([0x12, 0]));
    client.close();
  });

  it('ends streams with a status after which providers come back', async () => {
    const settings = { FLAGD_SYNC_PORT: '0' };
    const other = await startTestServer({ databaseUrl: burgee.databaseUrl, settings });
    const client = rawClient(portOf(other));
    const { call, texts } = openStream(client);
    await expect.poll(() => texts.length).toBe(1);
    const ended = once(call, 'error');
    await other[Symbol.asyncDispose]();
    expect(await ended).toMatchObject([{ code: 14, details: 'The server is stopping.' }]);
    client.close();
  });
});

const SERVICE = '/flagd.sync.v1.FlagSyncService';

function rawClient(port = portOf(burgee)): Client {
  const options = { 'grpc.use_local_subchannel_pool': 1 };
  return new Client(`127.0.0.1:${port}`, credentials.createInsecure(), options);
}

/** A request with the selector, which is field 2. */
function encodeSelector(selector: string): Buffer {
  return Buffer.concat([Buffer.from([0x12, selector.length]), Buffer.from(selector)]);
}

function openStream(client: Client) {
  const texts: string[] = [];
  const call = client.makeServerStreamRequest(`${SERVICE}/SyncFlags`, encodeSelector, String, key);
  call.on('data', (text: string) => texts.push(text));
  call.on('error', () => undefined);
  return { call, texts };
}
