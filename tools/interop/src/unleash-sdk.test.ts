import { addressOf, createDatabase, type FaultProxy, startFaultProxy, throughProxy } from '@burgee/testing';
import { InMemStorageProvider, Unleash, type UnleashConfig } from 'unleash-client';
import { UnleashClient } from 'unleash-proxy-client';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { callAsAdmin, createKey } from '../../../apps/server/src/test-keys.ts';
import { newFlag, newFlagAt, startTestServer, type TestServer } from '../../../apps/server/src/test-server.ts';
import { startGate } from './test-sdk-gate.ts';

const environment = 'development';

let burgee: TestServer;
let database: FaultProxy;
let serverKey: string;
let webKey: string;
const ends: (() => void)[] = [];

beforeAll(async () => {
  const url = await createDatabase(inject('postgresUrl'));
  database = await startFaultProxy(addressOf(url));
  burgee = await startTestServer({ databaseUrl: throughProxy(url, database), settings: { STREAMS_PER_CLIENT: '2' } });
  serverKey = (await createKey(burgee, { kind: 'server' })).secret;
  webKey = (await createKey(burgee, { kind: 'web' })).secret;
});
afterEach(() => {
  for (const end of ends.splice(0)) end();
});
afterAll(async () => {
  await burgee?.[Symbol.asyncDispose]();
  await database?.[Symbol.asyncDispose]();
});

/** Everything that an application changes: the URL and the key. */
const connection = () => ({ url: `${burgee.url}/api/`, customHeaders: { Authorization: serverKey } });

/** Only tests need to know how the SDK gets its flags. */
type Repository = {
  on(event: 'mode', listener: (change: { to: string }) => void): void;
  on(event: 'error', listener: () => void): void;
  setMode(mode: 'polling'): Promise<void>;
};

function startNode(options: Partial<UnleashConfig> = {}) {
  const modes: string[] = [];
  const problems: string[] = [];
  const client = new Unleash({
    ...connection(),
    appName: 'shop',
    // A file would be read by the next test.
    storageProvider: new InMemStorageProvider(),
    refreshInterval: 200,
    metricsInterval: 0,
    ...options,
  });
  const { repository } = client as unknown as { repository: Repository };
  repository.on('mode', ({ to }) => void modes.push(to));
  client.on('error', (error: Error) => problems.push(error.message));
  client.on('warn', (problem: unknown) => problems.push(String(problem)));
  ends.push(() => {
    client.destroy();
    // It forgets its listeners, and a poll that has begun may fail after that.
    repository.on('error', () => undefined);
  });
  const synchronized = new Promise<void>((resolve) => client.once('synchronized', resolve));
  return { client, repository, modes, problems, synchronized };
}

async function startTestGate(refuse: Parameters<typeof startGate>[1]) {
  const gate = await startGate(burgee.url, refuse);
  ends.push(gate.close);
  return gate;
}

/** A text flag that is `large`, with the value `LARGE`, for everyone. */
const large = {
  type: 'string',
  variants: [
    { key: 'small', value: 'SMALL' },
    { key: 'large', value: 'LARGE' },
  ],
  onVariant: 'large',
  offVariant: 'small',
  enabled: true,
  rollout: { schedule: { kind: 'fixed', percentage: 100 } },
};

const change = (key: string, fields: object) =>
  callAsAdmin(burgee, 'flags.setEnabled', { environment, key, ...fields });

describe('15.5 an unchanged unleash-client', () => {
  it('evaluates flags and variants, and begins to stream after its first polls', async () => {
    const key = await newFlagAt(burgee, 100);
    const text = await newFlag(burgee, large);
    const { client, modes, problems, synchronized } = startNode();
    await synchronized;
    expect(client.isEnabled(key, { userId: 'ada' })).toBe(true);
    expect(client.getVariant(text, { userId: 'ada' })).toMatchObject({
      name: 'large',
      enabled: true,
      payload: { type: 'string', value: 'LARGE' },
    });
    await expect.poll(() => modes).toEqual(['streaming']);
    await change(key, { enabled: false });
    await expect.poll(() => client.isEnabled(key, { userId: 'ada' })).toBe(false);
    await change(key, { enabled: true });
    await expect.poll(() => client.isEnabled(key, { userId: 'ada' })).toBe(true);
    expect([modes, problems]).toEqual([['streaming'], []]);
  });

  it('has flags from its first answer on, even if no stream can be opened', async () => {
    const key = await newFlagAt(burgee, 100);
    const gate = await startTestGate((path) => (path.endsWith('/streaming') ? 503 : undefined));
    const { client, synchronized } = startNode({ url: `${gate.url}/api/` });
    await synchronized;
    expect(client.isEnabled(key)).toBe(true);
    await expect.poll(() => gate.asked('/api/client/streaming')).toBeGreaterThan(0);
    expect(client.isEnabled(key)).toBe(true);
  });

  it('keeps one loop of polls after a refused stream, and returns to the stream', async () => {
    const key = await newFlagAt(burgee, 100);
    let isRefused = true;
    const gate = await startTestGate((path) => (isRefused && path.endsWith('/streaming') ? 503 : undefined));
    const { client, modes, synchronized } = startNode({ url: `${gate.url}/api/` });
    await synchronized;
    await expect.poll(() => gate.asked('/api/client/streaming')).toBeGreaterThan(0);
    const polls = gate.asked('/api/client/features');
    expect(modes).toEqual(['streaming']);
    isRefused = false;
    await change(key, { enabled: false });
    await expect.poll(() => client.isEnabled(key)).toBe(false);
    // A 404 would have started a second loop, which polls beside the stream.
    expect(gate.asked('/api/client/features')).toBe(polls);
  });

  it('polls when the stream is taken away, and streams again', async () => {
    const key = await newFlagAt(burgee, 100);
    const { client, repository, modes, synchronized } = startNode();
    await synchronized;
    await expect.poll(() => modes).toEqual(['streaming']);
    await repository.setMode('polling');
    await change(key, { enabled: false });
    await expect.poll(() => client.isEnabled(key)).toBe(false);
    await expect.poll(() => modes).toEqual(['streaming', 'polling', 'streaming']);
  });
});

describe('15.5 an unchanged unleash-proxy-client', () => {
  /** Everything that an application changes: the URL and the key. */
  const start = async (context: Record<string, string>, refreshInterval = 0.2) => {
    const client = new UnleashClient({
      url: `${burgee.url}/api/frontend`,
      clientKey: webKey,
      appName: 'shop',
      refreshInterval,
      storageProvider: memoryStorage(),
      disableMetrics: true,
      context,
    });
    ends.push(() => client.stop());
    await client.start();
    return client;
  };

  it('evaluates flags and variants, and sees changes', async () => {
    const half = await newFlagAt(burgee, 50);
    const text = await newFlag(burgee, large);
    const client = await start({ userId: 'ada' });
    const { body } = await burgee.request('/api/config/flags?userId=ada');
    expect(client.isEnabled(half)).toBe((body as Record<string, boolean>)[half]);
    expect(client.getVariant(text)).toMatchObject({ name: 'large', payload: { type: 'string', value: 'LARGE' } });
    await change(text, { enabled: false });
    await expect.poll(() => client.isEnabled(text)).toBe(false);
  });

  it('never shows the flags of another user after a change of its context', async () => {
    const key = await newFlag(burgee, {
      enabled: true,
      rules: ['ada', 'ben'].map((user) => ({
        id: user,
        condition: { attribute: 'userId', operator: 'in', values: [user] },
        serve: { kind: 'variant', variant: user === 'ada' ? 'on' : 'off' },
      })),
    });
    // Without polls in between: one that begins during a change of the context aborts the request for it.
    const client = await start({ userId: 'ada' }, 0);
    const seen: boolean[] = [];
    for (let round = 0; round < 10; round++) {
      await client.updateContext({ userId: 'ben' });
      seen.push(client.isEnabled(key));
      await client.updateContext({ userId: 'ada' });
      seen.push(client.isEnabled(key));
    }
    expect(seen).toEqual(Array.from({ length: 10 }, () => [false, true]).flat());
  });
});

/** By default, the SDK keeps flags in the storage of the page. */
function memoryStorage() {
  const held = new Map<string, unknown>();
  return {
    save: async (name: string, data: unknown) => void held.set(name, data),
    get: async (name: string): Promise<unknown> => held.get(name),
  };
}

const UNKNOWN_KEY = `srv_${'0'.repeat(43)}`;

describe('15.5 while the database is away', () => {
  it('SDKs keep their answers, and those that start get the last known flags', async () => {
    const key = await newFlagAt(burgee, 100);
    const before = startNode();
    await before.synchronized;
    database.setFault({ kind: 'refuse' });
    try {
      const after = startNode();
      await after.synchronized;
      expect([before.client.isEnabled(key), after.client.isEnabled(key)]).toEqual([true, true]);
      // A 401 would stop an SDK whose key was created a moment ago.
      const url = `${burgee.url}/api/client/features`;
      expect((await fetch(url, { headers: { Authorization: UNKNOWN_KEY } })).status).toBe(503);
    } finally {
      database.setFault({ kind: 'none' });
    }
    const url = `${burgee.url}/api/client/features`;
    await expect.poll(async () => (await fetch(url, { headers: { Authorization: UNKNOWN_KEY } })).status).toBe(401);
    await change(key, { enabled: false });
    await expect.poll(() => before.client.isEnabled(key)).toBe(false);
  });
});

it('15.5 what SDKs report counts as usage', async () => {
  const databaseUrl = await createDatabase(inject('postgresUrl'));
  let flags: string[] = [];
  {
    await using server = await startTestServer({ databaseUrl });
    flags = [await newFlagAt(server, 100), await newFlag(server, large)];
    const [plain = '', text = ''] = flags;
    const url = `${server.url}/api/`;
    const { secret } = await createKey(server, { kind: 'server' });
    const { client, synchronized } = startNode({
      url,
      customHeaders: { Authorization: secret },
      metricsInterval: 60_000,
    });
    await synchronized;
    for (let time = 0; time < 3; time++) client.isEnabled(plain, { userId: 'ada' });
    client.getVariant(text, { userId: 'ada' });
    await client.flushMetrics();
    const { secret: web } = await createKey(server, { kind: 'web' });
    const sent = Promise.withResolvers<void>();
    const page = new UnleashClient({
      url: `${url}frontend`,
      clientKey: web,
      appName: 'shop',
      metricsInterval: 60,
      metricsIntervalInitial: 0,
      storageProvider: memoryStorage(),
    });
    page.on('sent', () => sent.resolve());
    await page.start();
    expect([page.isEnabled(plain), page.getVariant(text).name]).toEqual([true, 'large']);
    await page.sendMetrics();
    await sent.promise;
    page.stop();
  }
  await using server = await startTestServer({ databaseUrl });
  expect(await usageOf(server, flags[0])).toEqual([{ variant: 'on', count: 4 }]);
  expect(await usageOf(server, flags[1])).toEqual([{ variant: 'large', count: 2 }]);
});

async function usageOf({ request }: TestServer, key: string | undefined): Promise<object[]> {
  const input = encodeURIComponent(JSON.stringify({ environment, key, hours: 2 }));
  const { body } = await request(`/trpc/flags.usage?input=${input}`, { as: 'viewer' });
  const { hours } = (body as { result: { data: { hours: { counts: object[] }[] } } }).result.data;
  return hours.flatMap(({ counts }) => counts);
}
