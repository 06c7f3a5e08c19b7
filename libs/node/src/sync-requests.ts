import { after, type ClientFailure, toRefusal } from '@burgee/client/internal';
import {
  isSyncedKeys,
  isSyncedOverrides,
  isSyncedRuleset,
  type SyncedKeys,
  type SyncedOverrides,
  type SyncedRuleset,
  type SyncId,
  type SyncUsageBody,
} from '@burgee/contracts/sync';
import type { NodeRuntime } from './runtime.ts';

/** The requests of a follower. All reject with a `Refusal` for an answer that is not a success, or with an error of `fetch`. */
export type SyncRequests = {
  /** The ruleset, and the tag of its version; `undefined` if it is still that of `etag`. */
  ruleset(etag: string | undefined, controller: AbortController): Promise<TaggedRuleset | undefined>;
  /** @param from the version that is held. */
  stream(from: number, signal: AbortSignal): Promise<Response>;
  overrides(ids: readonly SyncId[]): Promise<SyncedOverrides>;
  /** The overrides of all users, for a server that sends them to others. */
  users(): Promise<SyncedOverrides>;
  /** The keys of the environment, for a server that accepts them; `undefined` if they are still those of `etag`. */
  keys(etag: string | undefined, controller: AbortController): Promise<TaggedKeys | undefined>;
  usage(body: SyncUsageBody): Promise<void>;
};

export type TaggedRuleset = Tagged<SyncedRuleset>;
export type TaggedKeys = Tagged<SyncedKeys>;
type Tagged<T> = { readonly etag: string | undefined; readonly synced: T };

/** A ruleset of 10,000 flags has about 10 MB. */
const RULESET_TIMEOUT_MS = 30_000;
const TIMEOUT_MS = 5_000;

type Options = { readonly url: string; readonly key: string | undefined };

/** Nothing is sent without a key. */
const NO_KEY: ClientFailure & { readonly problem: object } = {
  message: 'There is no key. Set the option `key` to a server key of Burgee, srv_....',
  status: 401,
  retryAfterMs: 86_400_000,
  problem: {},
};

export function createSyncRequests({ url, key }: Options, { fetch, now }: NodeRuntime): SyncRequests {
  const base = `${url.replace(/\/+$/, '')}/api/sync/`;
  const authorization = { Authorization: `Bearer ${key ?? ''}` };

  /** @throws Refusal for a status that is not a success, except 304. */
  async function send(path: string, init: RequestInit): Promise<Response> {
    if (!key) throw NO_KEY as unknown as Error;
    const response = await fetch(base + path, { ...init, headers: { ...authorization, ...init.headers } });
    if (response.ok || response.status === 304) return response;
    throw toRefusal(response, await response.text(), now()) as unknown as Error;
  }

  async function getUnlessKnown<T>(
    { path, isExpected }: { readonly path: string; readonly isExpected: (answer: unknown) => answer is T },
    etag: string | undefined,
    signal: AbortSignal,
  ): Promise<Tagged<T> | undefined> {
    const response = await send(path, { headers: etag ? { 'If-None-Match': etag } : {}, signal });
    if (response.status === 304) return undefined;
    const synced: unknown = await response.json();
    if (!isExpected(synced)) throw new Error(`The answer has no ${path}.`);
    return { etag: response.headers.get('ETag') ?? undefined, synced };
  }

  const post = (path: string, body: object, signal: AbortSignal) =>
    send(path, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body), signal });

  return {
    ruleset: (etag, controller) =>
      within(RULESET_TIMEOUT_MS, controller, (signal) =>
        getUnlessKnown({ path: 'ruleset', isExpected: isSyncedRuleset }, etag, signal),
      ),
    stream: (from, signal) => send(`stream?from=${from}`, { signal }),
    overrides: (ids) =>
      within(TIMEOUT_MS, new AbortController(), async (signal) => {
        const answer: unknown = await (await post('overrides', { ids }, signal)).json();
        if (!isSyncedOverrides(answer)) throw new Error('The answer has no overrides.');
        return answer;
      }),
    users: () =>
      within(TIMEOUT_MS, new AbortController(), async (signal) => {
        const answer: unknown = await (await send('users', { signal })).json();
        if (!isSyncedOverrides(answer)) throw new Error('The answer has no overrides.');
        return answer;
      }),
    keys: (etag, controller) =>
      within(TIMEOUT_MS, controller, (signal) =>
        getUnlessKnown({ path: 'keys', isExpected: isSyncedKeys }, etag, signal),
      ),
    usage: (body) =>
      within(TIMEOUT_MS, new AbortController(), async (signal) => {
        await (await post('usage', body, signal)).body?.cancel();
      }),
  };
}

/** Aborts the work when the time is up, and rejects even if the work ignores that. */
async function within<T>(
  ms: number,
  controller: AbortController,
  work: (signal: AbortSignal) => Promise<T>,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const cancel = after(ms, () => {
      reject(new Error(`The server did not answer within ${ms / 1_000} s.`));
      controller.abort();
    });
    work(controller.signal).then(resolve, reject).finally(cancel);
  });
}
