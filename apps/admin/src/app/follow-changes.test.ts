import { MutationObserver, QueryObserver } from '@tanstack/react-query';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createConnectionStore } from './connection-state.ts';
import { followChanges } from './follow-changes.ts';
import { createOwnWrites } from './own-writes.ts';
import { createQueryClient } from './query-client.ts';
import { createSessionStore } from './session-state.ts';
import { type Client, createClient } from './trpc.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  vi.useRealTimers();
  vi.unstubAllGlobals();
});

type StreamHandlers = {
  readonly onData: (change: object) => void;
  readonly onConnectionStateChange: (change: { state: string; error?: Error }) => void;
};

type AnyClient = Record<string, Record<string, { query(input: unknown): Promise<unknown> }>>;

const GET = ['flags', 'get'];
const FLAG = { environment: 'staging', key: 'checkout' };
/** The screens of one page, by name. */
const SCREENS: Readonly<Record<string, readonly [path: readonly string[], input?: object]>> = {
  flag: [GET, FLAG],
  'flag in production': [GET, { ...FLAG, environment: 'production' }],
  table: [['flags', 'table'], { environment: 'production' }],
  explanation: [['evaluation', 'explain'], { ...FLAG, context: {} }],
  trail: [['audit', 'list'], {}],
  'trail of production': [['audit', 'list'], { environment: 'production' }],
  environments: [['environments', 'list']],
  keys: [['keys', 'list'], { environment: 'production' }],
  people: [['people', 'list']],
  invitations: [['people', 'invitations']],
  session: [['session', 'me']],
};

/** The versions of the environments in the answers of the server. */
const VERSION = 10;
const ENVIRONMENTS = ['staging', 'production'];

/**
 * A page that shows every screen, on a server whose stream and writes the test controls.
 *
 * @param firstVersion with which the stream begins. If it is higher, a change came between the first answers and the stream.
 */
async function openPage({ firstVersion = VERSION } = {}) {
  const requests: string[] = [];
  let handlers: StreamHandlers | undefined;
  let answerWrite: ((headers: Record<string, string>) => void) | undefined;
  let answering = Promise.resolve();
  const fetchFromServer = (url: string, init: { readonly body?: string }): Promise<Response> => {
    const path = url.replace('/trpc/', '');
    const isList = path.includes('environments.list');
    const data = isList ? ENVIRONMENTS.map((key) => ({ key, version: VERSION })) : { at: requests.length };
    const json = (headers = {}) => Response.json({ result: { data } }, { headers });
    if (!path.includes('flags.setEnabled')) {
      requests.push(`${path} ${init.body}`);
      return answering.then(() => json());
    }
    return new Promise((resolve) => (answerWrite = (headers) => resolve(json(headers))));
  };
  vi.stubGlobal('fetch', fetchFromServer);

  const [connection, writes] = [createConnectionStore(), createOwnWrites()];
  const queryClient = createQueryClient(createSessionStore(), connection, () => Date.now());
  const client = createClient(writes);
  const subscribe = (_: undefined, options: StreamHandlers) => {
    handlers = options;
    return { unsubscribe: () => {} };
  };
  const streaming = { environments: { changes: { subscribe } } } as unknown as Client;

  for (const [path, input] of Object.values(SCREENS)) {
    const [router = '', procedure = ''] = path;
    const queryFn = () => (client as unknown as AnyClient)[router]?.[procedure]?.query(input);
    new QueryObserver(queryClient, { queryKey: [path, { input, type: 'query' }], queryFn }).subscribe(() => {});
  }
  const settle = (ms = 0) => vi.advanceTimersByTimeAsync(ms);
  await settle();
  requests.length = 0;
  const stop = followChanges({ client: streaming, queryClient, connection, writes, random: Math.random });
  const connect = () => handlers?.onConnectionStateChange({ state: 'pending' });
  connect();
  const receive = (environment: string | null, version: number) => handlers?.onData({ environment, version });
  receive('staging', firstVersion);
  receive('production', VERSION);
  await settle();

  /** Returns the screens fetched since the last call, one entry per request. */
  function takeFetched(): string[] {
    const names = requests.map((request) => {
      const found = Object.entries(SCREENS).find(([, [path, input]]) => {
        return request === `${path.join('.')} ${input && JSON.stringify(input)}`;
      });
      return found?.[0] ?? request;
    });
    requests.length = 0;
    return names.sort();
  }
  const atStart = takeFetched();
  return {
    atStart,
    client,
    queryClient,
    settle,
    connect,
    receive,
    takeFetched,
    lose: () => handlers?.onConnectionStateChange({ state: 'connecting', error: new Error('cut') }),
    stop,
    /** Delays the answers to all queries until the returned function is called. */
    delayAnswers: () => {
      const { promise, resolve } = Promise.withResolvers<void>();
      answering = promise;
      return resolve;
    },
    /** Sends a write; `onSuccess` is what the screen does with the answer. */
    write: async (onSuccess: () => unknown) => {
      const mutationFn = () => client.flags.setEnabled.mutate({ ...FLAG, enabled: true });
      void new MutationObserver(queryClient, { mutationFn, onSuccess }).mutate();
      await settle();
    },
    /** @param served the versions that the write created; absent if the server does not serve them yet. */
    answerWrite: async (served?: string) => {
      answerWrite?.(served === undefined ? {} : { 'Burgee-Served': served });
      await settle();
    },
  };
}

type Page = Awaited<ReturnType<typeof openPage>>;
const invalidate =
  ({ queryClient }: Page, ...path: string[]) =>
  () =>
    void queryClient.invalidateQueries({ queryKey: [path] });

const ALL = Object.keys(SCREENS).sort();
const OF_STAGING = ['environments', 'explanation', 'flag', 'table', 'trail'];
const OF_PRODUCTION = ['environments', 'flag in production', 'table', 'trail', 'trail of production'];
const OF_ACCESS = ['invitations', 'keys', 'people', 'session', 'table', 'trail', 'trail of production'];

describe('a change by someone else', () => {
  it.each([
    ['staging', 11, OF_STAGING],
    ['production', 11, OF_PRODUCTION],
    [null, 3, OF_ACCESS],
  ])('in %j refetches the queries that it concerns, once', async (environment, version, expected) => {
    const { receive, settle, takeFetched } = await openPage();
    receive(environment, version);
    await settle(10_000);
    expect(takeFetched()).toEqual(expected);
  });

  it('refetches nothing if the version is known', async () => {
    const { receive, settle, takeFetched } = await openPage();
    receive('staging', 10);
    await settle(10_000);
    expect(takeFetched()).toEqual([]);
  });

  it('together with others fetches a query about several environments once', async () => {
    const { receive, settle, takeFetched } = await openPage();
    receive('staging', 11);
    receive('production', 11);
    receive('staging', 12);
    await settle(10_000);
    expect(takeFetched()).toEqual([...new Set([...OF_STAGING, ...OF_PRODUCTION])].sort());
  });

  it('refetches nothing after the end', async () => {
    const { receive, settle, stop, takeFetched } = await openPage();
    receive('staging', 11);
    stop();
    await settle(10_000);
    expect(takeFetched()).toEqual([]);
  });
});

describe('the start of the stream', () => {
  const WITHOUT_VERSION = ['invitations', 'keys', 'people', 'session'];

  it('refetches keys and people, which may have changed since the screen was loaded', async () => {
    expect((await openPage()).atStart).toEqual(WITHOUT_VERSION);
  });

  it('refetches what has changed in an environment since the screen was loaded', async () => {
    const { atStart } = await openPage({ firstVersion: VERSION + 1 });
    expect(atStart).toEqual([...OF_STAGING, ...WITHOUT_VERSION].sort());
  });
});

describe('a gap in the stream', () => {
  it('refetches everything once the stream is back, and not before', async () => {
    const { lose, connect, settle, takeFetched } = await openPage();
    lose();
    await settle();
    expect(takeFetched()).toEqual([]);
    connect();
    await settle(10_000);
    expect(takeFetched()).toEqual(ALL);
  });

  it('makes a lower version of a restored database a change again', async () => {
    const page = await openPage();
    await page.write(invalidate(page, 'flags', 'get'));
    await page.answerWrite('staging;version=11');
    page.receive('staging', 11);
    page.lose();
    page.connect();
    await page.settle();
    page.takeFetched();
    page.receive('staging', 9);
    await page.settle(10_000);
    expect(page.takeFetched()).toEqual(OF_STAGING);
  });
});

describe('the echo of a write by this tab', () => {
  it.each(['before', 'after'])('that arrives %s the answer fetches each query at most once', async (when) => {
    const page = await openPage();
    await page.write(invalidate(page, 'flags'));
    if (when === 'before') page.receive('staging', 11);
    await page.settle();
    expect(page.takeFetched()).toEqual([]);
    await page.answerWrite('staging;version=11');
    if (when === 'after') page.receive('staging', 11);
    await page.settle(10_000);
    // The screen invalidates all flags, even those of production.
    expect(page.takeFetched()).toEqual([...OF_STAGING, 'flag in production'].sort());
  });

  it('does not refetch data that the answer has set', async () => {
    const page = await openPage();
    await page.write(() => page.queryClient.setQueryData([GET, { input: FLAG, type: 'query' }], {}));
    await page.answerWrite('staging;version=11');
    page.receive('staging', 11);
    await page.settle(10_000);
    expect(page.takeFetched()).toEqual(OF_STAGING.filter((name) => name !== 'flag'));
  });

  it('refetches data that a fetch from before the answer replaces', async () => {
    const page = await openPage();
    await page.write(() => page.queryClient.setQueryData([GET, { input: FLAG, type: 'query' }], {}));
    const answerQueries = page.delayAnswers();
    void page.queryClient.refetchQueries({ queryKey: [GET, { input: FLAG, type: 'query' }] });
    await page.settle();
    expect(page.takeFetched()).toEqual(['flag']);
    await page.answerWrite('staging;version=11');
    answerQueries();
    await page.settle();
    page.receive('staging', 11);
    await page.settle(10_000);
    expect(page.takeFetched()).toEqual(OF_STAGING);
  });

  it('does not hide a later change by someone else', async () => {
    const page = await openPage();
    await page.write(invalidate(page, 'flags'));
    await page.answerWrite('staging;version=11');
    page.takeFetched();
    page.receive('staging', 12);
    await page.settle(10_000);
    expect(page.takeFetched()).toEqual(OF_STAGING);
  });

  it('does not hide a change in another environment', async () => {
    const page = await openPage();
    await page.write(invalidate(page, 'flags'));
    await page.answerWrite('staging;version=11');
    page.takeFetched();
    page.receive('production', 11);
    await page.settle(10_000);
    expect(page.takeFetched()).toEqual(OF_PRODUCTION);
  });

  it('of keys and people is recognized too', async () => {
    const page = await openPage();
    await page.write(invalidate(page, 'keys'));
    await page.answerWrite('*;version=3');
    page.receive(null, 3);
    await page.settle(10_000);
    expect(page.takeFetched()).toEqual(OF_ACCESS);
  });

  it('in several environments is recognized in each', async () => {
    const page = await openPage();
    await page.write(invalidate(page, 'flags'));
    await page.answerWrite('staging;version=11, production;version=11');
    page.receive('staging', 11);
    page.receive('production', 11);
    await page.settle(10_000);
    expect(page.takeFetched()).toEqual([...new Set([...OF_STAGING, ...OF_PRODUCTION])].sort());
  });

  it('refetches everything concerned if the server does not serve it yet', async () => {
    const page = await openPage();
    await page.write(invalidate(page, 'flags', 'get'));
    await page.answerWrite();
    page.takeFetched();
    page.receive('staging', 11);
    await page.settle(10_000);
    expect(page.takeFetched()).toEqual(OF_STAGING);
  });
});

it('a change by someone else waits 2 s for a write that gets no answer', async () => {
  const page = await openPage();
  await page.write(() => undefined);
  page.receive('staging', 11);
  await page.settle(1_999);
  expect(page.takeFetched()).toEqual([]);
  await page.settle(1);
  expect(page.takeFetched()).toEqual(OF_STAGING);
});
