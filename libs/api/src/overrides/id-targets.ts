import type { FlagKey, RulesetVersion } from '@burgee/contracts';
import { ID_TYPES, type IdType } from '@burgee/data-access';
import { createIdFilter, type IdFilter } from '@burgee/evaluator';

/**
 * The time between a flag's creation and deletion. A flag created again under the same key begins a new life, so
 * deleting a flag ends its overrides for all ids at once, no matter how many there are.
 */
type FlagLife = {
  readonly keys: readonly FlagKey[];
  /**
   * The list of this life alone. Most ids have one override, and thousands of ids share this list if theirs are of the
   * same flag.
   */
  readonly alone: readonly FlagLife[];
  /** The version that ended the previous life. */
  readonly since: RulesetVersion;
  isOver: boolean;
};

/** The flags of each id that has any, and a filter that quickly recognizes most other ids. */
type Ids = { readonly lives: Map<string, readonly FlagLife[]>; readonly filter: IdFilter };

/** Which ids have an override in one environment, and of which flags. */
export type IdTargets = {
  readonly ids: Record<IdType, Ids>;
  /** The current life of each flag that has or had an override for an id. */
  readonly flags: Map<FlagKey, FlagLife>;
};

const NONE: readonly never[] = [];
/** Ids per slice: few enough that a slice does not delay other work in this process. */
const SLICE = 2_000;

export function noTargets(): IdTargets {
  return { ids: { user: noIds(), session: noIds(), testing: noIds() }, flags: new Map() };
}

function noIds(): Ids {
  const lives = new Map<string, readonly FlagLife[]>();
  return { lives, filter: createIdFilter(() => lives.keys()) };
}

export function sizeOf({ ids }: IdTargets): number {
  return ID_TYPES.reduce((sum, type) => sum + ids[type].lives.size, 0);
}

/** The words of each type's filter. */
export function filtersOf({ ids }: IdTargets): Record<IdType, Uint32Array> {
  return { user: ids.user.filter.words(), session: ids.session.filter.words(), testing: ids.testing.filter.words() };
}

export function flagsOf({ ids }: IdTargets, type: IdType, target: string): readonly FlagKey[] {
  const { lives, filter } = ids[type];
  const known = filter.mayHave(target) ? lives.get(target) : undefined;
  if (!known) return NONE;
  const [only] = known;
  if (known.length === 1 && only) return only.isOver ? NONE : only.keys;
  return known.filter(({ isOver }) => !isOver).flatMap(({ keys }) => keys);
}

/** The newest version that deleted a flag which now exists again and has an override for the id; 0 if there is none. */
export function rebornAt({ ids }: IdTargets, type: IdType, target: string): number {
  return (ids[type].lives.get(target) ?? NONE).reduce((newest, { since }) => Math.max(newest, since), 0);
}

export function addTarget(targets: IdTargets, type: IdType, target: string, flagKey: FlagKey): void {
  const life = targets.flags.get(flagKey) ?? beginLife(targets, flagKey, 0 as RulesetVersion);
  const { lives, filter } = targets.ids[type];
  const known = lives.get(target);
  if (known?.includes(life)) return;
  lives.set(target, known ? [...known, life] : life.alone);
  if (!known) filter.add(target);
}

/** The filter still reports the id as possibly present. */
export function removeTarget(targets: IdTargets, type: IdType, target: string, flagKey: FlagKey): void {
  keepOnly(targets.ids[type], target, ({ keys, isOver }) => !isOver && keys[0] !== flagKey);
}

/** Removes a deleted flag from all ids. Returns whether `forgetDeleted` has memory to free. */
export function endFlag(targets: IdTargets, flagKey: FlagKey, version: RulesetVersion): boolean {
  const life = targets.flags.get(flagKey);
  if (life) life.isOver = true;
  beginLife(targets, flagKey, version);
  return life !== undefined;
}

/** Frees the memory of deleted flags' overrides, and yields after each slice. */
export function* forgetDeleted({ ids }: IdTargets): Generator<void> {
  let seen = 0;
  for (const type of ID_TYPES) {
    for (const [target, known] of ids[type].lives) {
      if (known.some(({ isOver }) => isOver)) keepOnly(ids[type], target, ({ isOver }) => !isOver);
      if (++seen % SLICE === 0) yield;
    }
  }
}

function beginLife({ flags }: IdTargets, flagKey: FlagKey, since: RulesetVersion): FlagLife {
  const alone: FlagLife[] = [];
  const life = { keys: [flagKey], alone, since, isOver: false };
  alone.push(life);
  flags.set(flagKey, life);
  return life;
}

function keepOnly({ lives }: Ids, target: string, isKept: (life: FlagLife) => boolean): void {
  const [one, ...others] = (lives.get(target) ?? NONE).filter(isKept);
  if (!one) lives.delete(target);
  else lives.set(target, others.length === 0 ? one.alone : [one, ...others]);
}
