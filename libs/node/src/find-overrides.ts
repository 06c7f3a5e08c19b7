import { after, retryDelayMs, toClientFailure } from '@burgee/client/internal';
import { type EvaluationContext, isTarget, normalizeContext } from '@burgee/contracts';
import type { SyncedOverrides, SyncId } from '@burgee/contracts/sync';
import { type ContextOverrides, overridesFor } from '@burgee/evaluator';
import type { HeldOverride, OverrideCache } from './override-cache.ts';

/** A request waits this long for overrides, in milliseconds. The answer that comes later serves the next request. */
const WAIT_MS = 250;
/** A limit of the protocol. */
const MAX_IDS = 1_000;

/** The overrides of one context; `isStale` if some are missing, because they could not be fetched in time. */
export type FoundOverrides = { readonly overrides: ContextOverrides | undefined; readonly isStale: boolean };

type Sources = {
  readonly cache: OverrideCache;
  /** Whether there is anything to ask for. */
  readonly mayAsk: () => boolean;
  /** Asks the server. May reject. */
  readonly ask: (ids: readonly SyncId[]) => Promise<SyncedOverrides>;
  readonly now: () => number;
  readonly random: () => number;
  /** Called after each request. @param error `undefined` if it succeeded. */
  readonly onSettled: (error?: unknown) => void;
};

const NONE: FoundOverrides = { overrides: undefined, isStale: false };

/**
 * Finds overrides, without a promise if they are all in memory. Ids that several requests need at once are asked for together,
 * and once.
 */
export type OverrideFinder = {
  /** The overrides of a context's ids. */
  find(context: EvaluationContext): FoundOverrides | Promise<FoundOverrides>;
  /** All overrides of an id. Waits for the server; `undefined` if it did not answer, or not as newly as needed. */
  ofId(id: SyncId): readonly HeldOverride[] | Promise<readonly HeldOverride[] | undefined>;
};

export function createOverrideFinder({ cache, mayAsk, ask, now, random, onSettled }: Sources): OverrideFinder {
  let waiting: { readonly ids: Map<string, SyncId>; readonly done: Promise<void> } | undefined;
  /** Requests that were sent, by each of their ids. */
  const sent = new Map<string, Promise<void>>();
  let failures = 0;
  /** After a failure, nothing is asked until then: each request would wait in vain. */
  let pausedUntil = 0;

  function find(context: EvaluationContext): FoundOverrides | Promise<FoundOverrides> {
    const ids = idsOf(context);
    const missing = ids.filter((id) => !cache.find(id));
    if (missing.length === 0) return select(ids, context);
    return isAsking() ? fetchThenSelect(ids, missing, context) : selectKnown(ids, context);
  }

  const isAsking = () => mayAsk() && now() >= pausedUntil;

  function ofId(id: SyncId): readonly HeldOverride[] | Promise<readonly HeldOverride[] | undefined> {
    return cache.find(id) ?? (isAsking() ? request(id).then(() => cache.find(id)) : Promise.resolve(undefined));
  }

  function select(ids: readonly SyncId[], context: EvaluationContext): FoundOverrides {
    const overrides = ids.flatMap((id): readonly HeldOverride[] => cache.find(id) ?? []);
    return overrides.length === 0 ? NONE : { overrides: overridesFor(overrides, context), isStale: false };
  }

  /** The layers whose overrides are known; the others are left out. */
  function selectKnown(ids: readonly SyncId[], context: EvaluationContext): FoundOverrides {
    const { overrides } = select(ids, context);
    return { overrides, isStale: true };
  }

  async function fetchThenSelect(
    ids: readonly SyncId[],
    missing: readonly SyncId[],
    context: EvaluationContext,
  ): Promise<FoundOverrides> {
    await settledWithin(WAIT_MS, Promise.all(missing.map(request)));
    return ids.every((id) => cache.find(id)) ? select(ids, context) : selectKnown(ids, context);
  }

  function request(id: SyncId): Promise<void> {
    const place = `${id.type}:${id.id}`;
    const running = sent.get(place);
    if (running) return running;
    if (!waiting || waiting.ids.size === MAX_IDS) {
      const ids = new Map<string, SyncId>();
      // Sent at the end of this turn, with the ids of the other requests that arrive in it.
      waiting = { ids, done: new Promise<void>((resolve) => setImmediate(resolve)).then(() => send(ids)) };
    }
    waiting.ids.set(place, id);
    sent.set(place, waiting.done);
    return waiting.done;
  }

  async function send(ids: ReadonlyMap<string, SyncId>): Promise<void> {
    if (waiting?.ids === ids) waiting = undefined;
    const asked = [...ids.values()];
    try {
      cache.add(asked, await ask(asked));
      failures = 0;
      onSettled();
    } catch (error) {
      failures++;
      pausedUntil = now() + retryDelayMs(failures, toClientFailure(error), random());
      onSettled(error);
    } finally {
      for (const place of ids.keys()) sent.delete(place);
    }
  }

  return { find, ofId };
}

/** The valid ids of a context. Invalid ones have no overrides: every flag returns an error for them. */
function idsOf(given: EvaluationContext): SyncId[] {
  const { userId, sessionId, testRunId } = normalizeContext(given);
  return [
    { type: 'user', id: userId },
    { type: 'session', id: sessionId },
    { type: 'testing', id: testRunId },
  ].filter((id): id is SyncId => isTarget(id.id));
}

/** Resolves when `work` has settled or the time is up. */
async function settledWithin(ms: number, work: Promise<unknown>): Promise<void> {
  await new Promise<void>((resolve) => {
    const cancel = after(ms, resolve);
    const done = () => {
      cancel();
      resolve();
    };
    work.then(done, done);
  });
}
