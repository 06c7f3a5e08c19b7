import type {
  EnvironmentKey,
  FlagKey,
  RulesetDelta,
  RulesetVersion,
  SyncDelta,
  SyncId,
  SyncReset,
} from '@burgee/contracts';
import { type CompiledRuleset, rulesetChecksum } from '@burgee/evaluator';

/**
 * The changes of each environment in the form that followers receive: encoded once, however many followers there are. Changes
 * are kept for followers that return soon; the others must get the whole ruleset again.
 */
export type SyncLog = {
  /** Learns of a version that this server serves from now on. @param delta leads to it from the previous one, if known. */
  hear(ruleset: CompiledRuleset, news: SyncNews, delta: RulesetDelta | undefined): void;
  /** Distinguishes the environment, which must be loaded, from one of the same key in another database. */
  origin(environment: EnvironmentKey): string;
  /** @param from the version that the follower holds; `undefined` if it holds none. */
  follow(environment: EnvironmentKey, from: RulesetVersion | undefined, send: Send): Following;
};

/** The environment that a version belongs to, and the ids and deleted flags whose overrides changed, if that is known. */
type SyncNews = {
  readonly origin: string;
  readonly overrides: readonly OverrideChange[] | undefined;
};
type OverrideChange =
  | { readonly type: SyncId['type']; readonly target: SyncId['id'] }
  | { readonly type: 'flag'; readonly flagKey: FlagKey };

/** Sends an event. Returns `false` if the follower must read what it has got before it gets more. */
type Send = (event: Buffer) => boolean;

type Following = {
  /** Call it when the follower has read everything. */
  resume(): void;
  stop(): void;
};

/** A follower that missed more gets the whole ruleset instead of a queue. */
const MAX_ENTRIES = 100;

/** Below all versions. */
const NONE = -1 as RulesetVersion;

type Entry = { readonly from: RulesetVersion; readonly to: RulesetVersion; readonly event: Buffer };
type Place = {
  origin: string;
  ruleset: CompiledRuleset;
  /** Consecutive changes, the newest last. None before the first follower. */
  entries: readonly Entry[];
  /** Whether the environment has had a follower. */
  wasFollowed: boolean;
  readonly followers: Set<() => void>;
};

export function createSyncLog(): SyncLog {
  const places = new Map<EnvironmentKey, Place>();

  function hear(ruleset: CompiledRuleset, news: SyncNews, delta: RulesetDelta | undefined): void {
    const { environment } = ruleset;
    const place = places.get(environment);
    if (!place) {
      places.set(environment, { origin: news.origin, ruleset, entries: [], wasFollowed: false, followers: new Set() });
      return;
    }
    place.origin = news.origin;
    place.ruleset = ruleset;
    if (place.wasFollowed) {
      const entry = delta && news.overrides && encodeDelta(place, delta, news.overrides);
      place.entries = entry ? [...place.entries, entry].slice(-MAX_ENTRIES) : [];
    }
    for (const notify of place.followers) notify();
  }

  function placeOf(environment: EnvironmentKey): Place {
    const place = places.get(environment);
    if (!place) throw new Error(`no ruleset of ${environment} has been heard of`);
    return place;
  }

  function follow(environment: EnvironmentKey, from: RulesetVersion | undefined, send: Send): Following {
    const place = placeOf(environment);
    place.wasFollowed = true;
    let at = from ?? NONE;
    let { origin } = place;
    let isBlocked = false;
    const notify = () => {
      if (isBlocked) return;
      // Versions of two databases do not compare.
      if (place.origin !== origin) at = NONE;
      origin = place.origin;
      const events = eventsSince(place, at);
      at = Math.max(at, place.ruleset.version) as RulesetVersion;
      for (const event of events) isBlocked = !send(event) || isBlocked;
    };
    place.followers.add(notify);
    notify();
    return {
      resume: () => {
        isBlocked = false;
        notify();
      },
      stop: () => place.followers.delete(notify),
    };
  }

  return { hear, follow, origin: (environment) => placeOf(environment).origin };
}

/** Leads a follower from the version it holds to the current one. Empty if it holds that one or a newer one. */
function eventsSince({ origin, ruleset, entries }: Place, at: RulesetVersion): Buffer[] {
  const { environment, version } = ruleset;
  if (at >= version) return [];
  // From the end, because nearly all followers miss only the newest change.
  const first = entries.findLastIndex(({ from }) => from === at);
  if (first >= 0) return entries.slice(first).map(({ event }) => event);
  return [encodeReset({ environment, origin, version })];
}

function encodeDelta({ origin, ruleset }: Place, delta: RulesetDelta, overrides: readonly OverrideChange[]): Entry {
  const { environment, source } = ruleset;
  const ids: SyncId[] = [];
  const endedFlags: FlagKey[] = [];
  for (const change of overrides) {
    if (change.type === 'flag') endedFlags.push(change.flagKey);
    else ids.push({ type: change.type, id: change.target });
  }
  const data: SyncDelta = { ...delta, environment, origin, checksum: rulesetChecksum(source), ids, endedFlags };
  const { from, to } = delta;
  return { from, to, event: Buffer.from(`id: ${to}\nevent: delta\ndata: ${JSON.stringify(data)}\n\n`) };
}

/** Without an id, because a follower that returns must not claim to hold this version. */
function encodeReset(data: SyncReset): Buffer {
  return Buffer.from(`event: reset\ndata: ${JSON.stringify(data)}\n\n`);
}
