import { type Bootstrap, createFlagClient } from '@burgee/client';
import { aFlagServer, answerOf, answerOff, answerOn, eventually } from '@burgee/testing';
import { OpenFeature, ProviderEvents } from '@openfeature/web-sdk';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { BurgeeWebProvider } from './provider.ts';

type Server = ReturnType<typeof aFlagServer>;
type Options = { context?: object; onNote?: (note: string) => void; bootstrap?: Bootstrap };

/** How long a client waits for its first flags. */
const READY_MS = 3_000;
let domains = 0;

/** A client of OpenFeature, with the events of its provider. In tests with fake timers, it takes as long as it may. */
async function connect(server: Server, { context = {}, onNote, bootstrap }: Options = {}) {
  const domain = `domain ${++domains}`;
  const events: { type: string; flagsChanged?: string[] | undefined }[] = [];
  const flags = createFlagClient({
    url: 'http://flags.test',
    storage: false,
    bootstrap,
    runtime: { fetch: server.fetch, random: () => 0 },
  });
  const provider = new BurgeeWebProvider(flags, { onNote });
  const client = OpenFeature.getClient(domain);
  await OpenFeature.setContext(domain, context as never);
  const ready = OpenFeature.setProviderAndWait(domain, provider).then(
    () => undefined,
    (error: unknown) => error,
  );
  if (vi.isFakeTimers()) await vi.advanceTimersByTimeAsync(READY_MS);
  const failed = await ready;
  const { Ready, Stale, Error: Failed, ConfigurationChanged, ContextChanged } = ProviderEvents;
  for (const type of [Ready, Stale, Failed, ConfigurationChanged, ContextChanged] as const) {
    client.addHandler(
      type,
      (details) => void events.push({ type, flagsChanged: (details as { flagsChanged?: string[] }).flagsChanged }),
    );
  }
  return { client, domain, events, failed };
}

afterEach(async () => {
  vi.useRealTimers();
  await OpenFeature.close();
});

const contextsOf = ({ requests }: Server) =>
  requests
    .filter(({ path }) => path === 'evaluate')
    .map(({ body }) => (JSON.parse(body) as { context: unknown }).context);

describe('15.3 the provider for browsers', () => {
  it('serves each type, with variant, reason and version', async () => {
    const server = aFlagServer({
      boolean: answerOn,
      text: { ...answerOf('blue'), variant: 'blue', reason: 'OVERRIDE' },
      number: answerOf(7),
      json: answerOf([1, { a: 2 }]),
      off: { enabled: false, reason: 'EXPIRED' },
    });
    const { client } = await connect(server);
    expect(client.getBooleanDetails('boolean', false)).toMatchObject({ value: true, flagMetadata: { version: 1 } });
    expect(client.getStringDetails('text', '')).toMatchObject({
      value: 'blue',
      variant: 'blue',
      reason: 'TARGETING_MATCH',
    });
    expect(client.getNumberValue('number', 0)).toBe(7);
    expect(client.getObjectValue('json', {})).toEqual([1, { a: 2 }]);
    expect(client.getStringDetails('off', 'mine')).toMatchObject({ value: 'mine', reason: 'DISABLED' });
  });

  it('returns the default and the code of the standard for errors', async () => {
    const later = { ...answerOn, reason: 'LATER' };
    const { client } = await connect(
      aFlagServer({ a: answerOn, broken: { enabled: false, reason: 'ERROR', errorCode: 'FLAG_BROKEN' }, later }),
    );
    expect(client.getBooleanDetails('b', true)).toMatchObject({ value: true, errorCode: 'FLAG_NOT_FOUND' });
    expect(client.getStringDetails('a', 'x')).toMatchObject({ value: 'x', errorCode: 'TYPE_MISMATCH' });
    expect(client.getBooleanDetails('broken', true)).toMatchObject({ value: true, errorCode: 'GENERAL' });
    expect(client.getBooleanDetails('later', false)).toMatchObject({ value: true, reason: 'UNKNOWN' });
  });

  it('evaluates for the context of OpenFeature, and again when it changes', async () => {
    const server = aFlagServer({});
    server.state.flagsFor = ({ userId }) => ({ banner: userId === 'ann' ? answerOn : answerOff });
    const { client, domain, events } = await connect(server, { context: { targetingKey: 'ben' } });
    expect(client.getBooleanValue('banner', true)).toBe(false);
    await OpenFeature.setContext(domain, { targetingKey: 'ann', plan: 'pro' });
    expect(client.getBooleanValue('banner', false)).toBe(true);
    expect(contextsOf(server).at(-1)).toEqual({ userId: 'ann', plan: 'pro' });
    expect(events.map(({ type }) => type)).toEqual([ProviderEvents.Ready, ProviderEvents.ContextChanged]);
  });

  it('announces each change with the flags that changed', async () => {
    const server = aFlagServer({ a: answerOn, b: answerOn, c: answerOn });
    const { client, events } = await connect(server);
    await eventually(() => expect(server.streams.size).toBe(1));
    server.publish({ a: answerOn, b: answerOff, d: answerOn });
    await eventually(() =>
      expect(events.at(-1)).toMatchObject({ type: ProviderEvents.ConfigurationChanged, flagsChanged: ['b', 'c', 'd'] }),
    );
    expect(client.getBooleanDetails('b', true)).toMatchObject({ value: false, flagMetadata: { version: 2 } });
  });

  it('is stale while Burgee is away, and ready once it is back', async () => {
    const server = aFlagServer({ a: answerOn });
    const { client } = await connect(server);
    await eventually(() => expect(server.streams.size).toBe(1));
    server.respondWith(() => new Response(null, { status: 503 }));
    server.publish({ a: answerOff });
    await eventually(() => expect(client.providerStatus).toBe('STALE'));
    expect(client.getBooleanValue('a', false)).toBe(true);
    server.recover();
    await eventually(() => expect(client.providerStatus).toBe('READY'));
  });

  it('reports a change of the context that fails, and is ready once it succeeds', async () => {
    const server = aFlagServer({ a: answerOn });
    vi.useFakeTimers();
    const { client, domain, events } = await connect(server, { context: { targetingKey: 'ann' } });
    server.respondWith(() => new Response(null, { status: 503 }));
    const changed = OpenFeature.setContext(domain, { targetingKey: 'ben' });
    await vi.advanceTimersByTimeAsync(READY_MS);
    await changed;
    expect(events.at(-1)).toMatchObject({ type: ProviderEvents.Error });
    expect(client.getBooleanValue('a', false)).toBe(false);
    server.recover();
    await vi.waitUntil(() => String(client.providerStatus) === 'READY');
    expect(client.getBooleanValue('a', false)).toBe(true);
  });

  it('fails without flags, and is ready once they arrive', async () => {
    const server = aFlagServer({ a: answerOn });
    server.respondWith(() => new Response(null, { status: 503 }));
    vi.useFakeTimers();
    const { client, failed } = await connect(server);
    expect(String(failed)).toMatch(/^Error: \w/);
    expect(client.getBooleanDetails('a', true)).toMatchObject({ value: true, errorCode: 'PROVIDER_NOT_READY' });
    server.recover();
    await vi.waitUntil(() => String(client.providerStatus) === 'READY');
  });

  it('fails if nothing answers within 3 s', async () => {
    const server = aFlagServer();
    server.respondWith(() => new Promise(() => undefined));
    vi.useFakeTimers();
    const flags = createFlagClient({ url: 'http://flags.test', storage: false, runtime: { fetch: server.fetch } });
    const provider = new BurgeeWebProvider(flags);
    const failed = expect(provider.initialize()).rejects.toThrow('Burgee has not answered.');
    await vi.advanceTimersByTimeAsync(READY_MS);
    await failed;
    await provider.onClose();
  });

  it('is ready and then stale if it starts from a bootstrap while Burgee is away', async () => {
    const server = aFlagServer({});
    server.respondWith(() => new Response(null, { status: 503 }));
    vi.useFakeTimers();
    const bootstrap = { environment: 'production', version: 7, flags: { a: answerOn } };
    const { client } = await connect(server, { bootstrap });
    await vi.waitUntil(() => String(client.providerStatus) === 'STALE');
    expect(client.getBooleanDetails('a', false)).toMatchObject({ value: true, flagMetadata: { version: 7 } });
  });

  it('ignores tracking events with a note, once', async () => {
    const notes: string[] = [];
    const { client } = await connect(aFlagServer(), { onNote: (note) => void notes.push(note) });
    client.track('checkout', { value: 7 });
    client.track('refund');
    expect(notes).toEqual([expect.stringContaining('"checkout"')]);
  });
});
