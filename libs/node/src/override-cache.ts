import type { SyncDelta, SyncedOverrides, SyncedRuleset, SyncId } from '@burgee/contracts/sync';
import { createIdFilters, type FilterWords } from './id-filters.ts';

export type HeldOverride = SyncedOverrides['overrides'][number];

/**
 * The overrides of the users, sessions and test runs that this process met, and of those that have none. Every entry is as the
 * held version has it.
 */
export type OverrideCache = {
  /** The overrides of an id; `undefined` if the server must be asked. */
  find(id: SyncId): readonly HeldOverride[] | undefined;
  /** Adds the overrides of the asked ids, unless they are older than what this process knows to have changed. */
  add(asked: readonly SyncId[], answer: Pick<SyncedOverrides, 'origin' | 'version' | 'overrides'>): void;
  /** Forgets everything: it is not known what changed since. */
  reset(received: Pick<SyncedRuleset, 'origin' | 'version' | 'overrides'>): void;
  /** The ids that may have overrides, in the form in which the server sends them. */
  summary(): SyncedRuleset['overrides'];
  /** The same, not encoded; `undefined` while it is not known. */
  known(): { readonly count: number; readonly filters: FilterWords } | undefined;
  /** Forgets what a delta names. */
  apply(delta: Pick<SyncDelta, 'to' | 'ids' | 'endedFlags'>): void;
};

/** More ids are asked for again when they are met again. */
const MAX_IDS = 10_000;

const NONE: readonly HeldOverride[] = Object.freeze([]);

export function createOverrideCache(): OverrideCache {
  let filters = createIdFilters(null);
  let count = 0;
  let origin: string | undefined;
  /** Answers for an id must have this version at least, because changes before it are not known id by id. */
  let floor = -1;
  /** The versions of the last changes of ids, above the floor. */
  let changedAt = new Map<string, number>();
  /** In the order of their last use. */
  const held = new Map<string, readonly HeldOverride[]>();

  function find(id: SyncId): readonly HeldOverride[] | undefined {
    if (!filters.mayHave(id)) return NONE;
    const place = placeOf(id);
    const found = held.get(place);
    if (found) {
      held.delete(place);
      held.set(place, found);
    }
    return found;
  }

  function add(asked: readonly SyncId[], answer: Pick<SyncedOverrides, 'origin' | 'version' | 'overrides'>): void {
    if (answer.origin !== origin) return;
    const found = new Map<string, HeldOverride[]>();
    for (const override of answer.overrides) {
      const place = placeOf({ type: override.type, id: override.target });
      found.set(place, [...(found.get(place) ?? []), override]);
    }
    for (const id of asked) {
      const place = placeOf(id);
      if (answer.version >= (changedAt.get(place) ?? floor)) hold(place, found.get(place) ?? NONE);
    }
  }

  function hold(place: string, overrides: readonly HeldOverride[]): void {
    held.delete(place);
    held.set(place, overrides);
    if (held.size > MAX_IDS) held.delete(held.keys().next().value as string);
  }

  function reset(received: Pick<SyncedRuleset, 'origin' | 'version' | 'overrides'>): void {
    filters = createIdFilters(received.overrides.filter);
    count = received.overrides.count;
    origin = received.origin;
    floor = received.version;
    changedAt = new Map();
    held.clear();
  }

  function apply({ to, ids, endedFlags }: Pick<SyncDelta, 'to' | 'ids' | 'endedFlags'>): void {
    for (const id of ids) {
      filters.add(id);
      held.delete(placeOf(id));
      changedAt.set(placeOf(id), to);
    }
    if (endedFlags.length > 0) forgetFlags(new Set(endedFlags));
    if (endedFlags.length === 0 && changedAt.size <= MAX_IDS) return;
    floor = to;
    changedAt = new Map();
  }

  function forgetFlags(flags: ReadonlySet<string>): void {
    for (const [place, overrides] of held) {
      const rest = overrides.filter(({ flagKey }) => !flags.has(flagKey));
      if (rest.length < overrides.length) held.set(place, rest);
    }
  }

  function known() {
    const words = filters.words();
    return words && { count, filters: words };
  }

  return { find, add, reset, apply, summary: () => ({ count, filter: filters.encode() }), known };
}

function placeOf({ type, id }: SyncId): string {
  return `${type}:${id}`;
}
