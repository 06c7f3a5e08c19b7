import { rolloutsOf, type BulkChange, type EnvironmentKey, type FlagState, type FlagTableRow } from '@burgee/contracts';
import type { SwitchChoice } from './switch-choices.ts';

export type BulkKind = BulkChange['kind'];

/** The verb of each change, what is said of it before, and what after. */
export const BULK_WORDS: Readonly<Record<BulkKind, { verb: string; before: string; after: string }>> = {
  enable: {
    verb: 'Enable',
    before: 'They are switched on: their rules and rollouts decide who gets them.',
    after: 'on',
  },
  disable: { verb: 'Disable', before: 'They are off for everyone, immediately.', after: 'off' },
  archive: {
    verb: 'Archive',
    before: 'They are off for everyone, and leave the list. They can be restored.',
    after: 'archived',
  },
  restore: { verb: 'Restore', before: 'They are as they were before they were archived.', after: 'restored' },
  addTags: { verb: 'Add tags', before: 'Tags decide nothing; they help to find flags.', after: 'tagged' },
  removeTags: {
    verb: 'Remove tags',
    before: 'Tags decide nothing; they help to find flags.',
    after: 'without the tags',
  },
};

export function bulkChange(kind: BulkKind, tags: readonly string[]): BulkChange {
  return kind === 'addTags' || kind === 'removeTags' ? { kind, tags: [...tags] } : { kind };
}

type Unreached = { readonly key: FlagTableRow['key']; readonly state: FlagState };

/** Switches on all, and gives those that would reach no one to the audience that was chosen. */
export function enableChange(unreached: readonly Unreached[], percentage: SwitchChoice['percentage']): BulkChange {
  if (percentage === undefined || unreached.length === 0) return { kind: 'enable' };
  const schedule = { kind: 'fixed', percentage } as const;
  return {
    kind: 'enable',
    rollouts: unreached.map(({ key, state }) => ({ key, schedule, revision: state.revision })),
  };
}

const OPPOSITE = {
  enable: 'disable',
  disable: 'enable',
  archive: 'restore',
  restore: 'archive',
  addTags: 'removeTags',
  removeTags: 'addTags',
} as const satisfies Record<BulkKind, BulkKind>;

type Touched = Pick<FlagTableRow, 'key' | 'tags' | 'states'>;

/** @param touched the flags that were changed, as they were before. `undefined` where no single change takes all back. */
export function undoOf(
  touched: readonly Touched[],
  change: BulkChange,
  environment: EnvironmentKey,
): BulkChange | undefined {
  const tags = 'tags' in change ? change.tags : [];
  // Where some flags had some of the tags before, the opposite would take away, or give, too much.
  const isEven = touched.every((flag) => {
    const had = tags.filter((tag) => flag.tags.includes(tag)).length;
    return change.kind === 'addTags' ? had === 0 : change.kind !== 'removeTags' || had === tags.length;
  });
  if (touched.length === 0 || !isEven) return undefined;
  const kind = OPPOSITE[change.kind];
  if (kind !== 'enable' && kind !== 'disable') return bulkChange(kind, tags);
  const rollouts = rolloutsOf(change).flatMap(({ key }) => {
    const state = touched.find((flag) => flag.key === key)?.states.find((one) => one.environment === environment);
    // The change has made the next revision.
    return state ? [{ key, schedule: state.schedule, revision: state.revision + 1 }] : [];
  });
  return rollouts.length > 0 ? { kind, rollouts } : { kind };
}
