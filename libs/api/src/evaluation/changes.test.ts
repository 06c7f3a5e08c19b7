import { EnvironmentKey, type RulesetChange } from '@burgee/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createCaller } from '../router.ts';
import { type Api, failureFrom, sessionOf, startTestApi, type TestApi } from '../test-services.ts';
import { rulesetChanges } from './changes.ts';

let api: TestApi;
let editor: Api;
beforeAll(async () => {
  api = await startTestApi();
  editor = api.as('editor');
});
afterAll(() => api[Symbol.asyncDispose]());

/** Subscribes one client to the stream, on a server that may stop. */
async function subscribe(environment: EnvironmentKey, lastEventId?: string, { services } = api) {
  const client = new AbortController();
  const server = new AbortController();
  const stream = new AbortController();
  const caller = createCaller(
    {
      services: { ...services, stopping: server.signal },
      caller: { session: sessionOf('viewer') },
      streamEnd: stream.signal,
    },
    { signal: client.signal },
  );
  const events = (await caller.evaluation.changes({ environment, lastEventId }))[Symbol.asyncIterator]();
  return {
    next: async () => {
      const { done, value } = await events.next();
      if (done) return 'ended';
      // Over a network, clients get objects; a direct call returns the tracked tuple unchanged.
      const [id, data] = value as unknown as [string, RulesetChange];
      return { id, data };
    },
    leave: () => client.abort(),
    stopServer: () => server.abort(),
    endStream: () => stream.abort(),
  };
}

let changes = 0;
/** Makes a change and returns its version. */
async function change(environment: EnvironmentKey): Promise<number> {
  await editor.flags.create({ environment, key: `flag-${++changes}` });
  return versionOf(environment);
}

function versionOf(environment: EnvironmentKey): number {
  return api.services.snapshots.ruleset(environment).version;
}

const event = (version: number) => ({ id: String(version), data: { version } });

describe('the stream of changes', () => {
  it('begins with the current version', async () => {
    const environment = await api.newEnvironment();
    const version = await change(environment);
    const { next } = await subscribe(environment);
    expect(await next()).toEqual(event(version));
  });

  it('sends every change that arrives while the client waits', async () => {
    const environment = await api.newEnvironment();
    const { next } = await subscribe(environment);
    await next();
    for (let round = 0; round < 3; round++) {
      const nextEvent = next();
      const version = await change(environment);
      expect(await nextEvent).toEqual(event(version));
    }
  });

  it('A5 carries only versions', async () => {
    const environment = await api.newEnvironment();
    const { next } = await subscribe(environment);
    expect(await next()).toEqual({ id: expect.any(String), data: { version: expect.any(Number) } });
  });

  it('loses no change that arrives before the first event is read', async () => {
    const environment = await api.newEnvironment();
    const { next } = await subscribe(environment);
    const version = await change(environment);
    await next();
    expect(await next()).toEqual(event(version));
  });

  it('R17 sends a slow reader only the newest of many changes', async () => {
    const environment = await api.newEnvironment();
    const { next } = await subscribe(environment);
    await next();
    for (let round = 0; round < 3; round++) await change(environment);
    expect(await next()).toEqual(event(versionOf(environment)));
    const nothingMore = next();
    const version = await change(environment);
    expect(await nothingMore).toEqual(event(version));
  });

  it('sends no changes of other environments', async () => {
    const environment = await api.newEnvironment();
    const { next } = await subscribe(environment);
    await next();
    const nextEvent = next();
    await change(await api.newEnvironment());
    const version = await change(environment);
    expect(await nextEvent).toEqual(event(version));
  });

  it('is refused for an environment that does not exist', async () => {
    expect(await failureFrom(subscribe(EnvironmentKey.parse('nowhere')))).toMatchObject({
      code: 'ENVIRONMENT_NOT_FOUND',
    });
  });
});

describe('R10 a client that reconnects', () => {
  it('with the current version receives nothing until the next', async () => {
    const environment = await api.newEnvironment();
    const { next } = await subscribe(environment, String(await change(environment)));
    const nextEvent = next();
    const version = await change(environment);
    expect(await nextEvent).toEqual(event(version));
  });

  it('with an older version receives only the newest', async () => {
    const environment = await api.newEnvironment();
    const known = await change(environment);
    for (let round = 0; round < 3; round++) await change(environment);
    const { next } = await subscribe(environment, String(known));
    expect(await next()).toEqual(event(versionOf(environment)));
    const nextEvent = next();
    const version = await change(environment);
    expect(await nextEvent).toEqual(event(version));
  });

  it('with a version newer than this server’s receives the current one', async () => {
    const environment = await api.newEnvironment();
    const current = await change(environment);
    const { next } = await subscribe(environment, String(current + 10));
    expect(await next()).toEqual(event(current));
    const nextEvent = next();
    const version = await change(environment);
    expect(await nextEvent).toEqual(event(version));
  });

  it.each(['', 'x', 'NaN', 'Infinity', '-Infinity', '-1', '1e999', '0.5', 'null', '__proto__', '9'.repeat(400)])(
    'with %j as its version receives the current one once, then the changes',
    async (lastEventId) => {
      const environment = await api.newEnvironment();
      const current = await change(environment);
      const { next } = await subscribe(environment, lastEventId);
      expect(await next()).toEqual(event(current));
      const nextEvent = next();
      const version = await change(environment);
      expect(await nextEvent).toEqual(event(version));
    },
  );
});

it.each(['', ' ', '0x0', '-0'])(
  '%j is not version 0: a client that sends it receives version 0',
  async (lastEventId) => {
    await using own = await startTestApi();
    const { environment } = own.services;
    expect(own.services.snapshots.ruleset(environment)).toMatchObject({ version: 0 });
    const { next } = await subscribe(environment, lastEventId, own);
    expect(await next()).toEqual(event(0));
  },
);

describe('R11 the stream ends', () => {
  it.each(['leave', 'stopServer', 'endStream'] as const)('while it waits: %s', async (end) => {
    const stream = await subscribe(await api.newEnvironment());
    await stream.next();
    const nextEvent = stream.next();
    stream[end]();
    expect(await nextEvent).toBe('ended');
    expect(await stream.next()).toBe('ended');
  });

  it.each(['leave', 'stopServer', 'endStream'] as const)('between two events, with unread changes: %s', async (end) => {
    const environment = await api.newEnvironment();
    const stream = await subscribe(environment);
    await stream.next();
    await change(environment);
    stream[end]();
    expect(await stream.next()).toBe('ended');
  });

  it.each(['leave', 'stopServer', 'endStream'] as const)('for one client while others continue: %s', async (end) => {
    const environment = await api.newEnvironment();
    const [stream, other] = [await subscribe(environment), await subscribe(environment)];
    for (const { next } of [stream, other]) await next();
    stream[end]();
    expect(await stream.next()).toBe('ended');
    const version = await change(environment);
    expect(await other.next()).toEqual(event(version));
  });
});

it('R11 a stream without a client signal ends with the server', async () => {
  const stopping = new AbortController();
  const services = { ...api.services, stopping: stopping.signal };
  const changes = rulesetChanges(services, services.environment, undefined, undefined);
  expect((await changes.next()).done).toBe(false);
  stopping.abort();
  expect((await changes.next()).done).toBe(true);
});
