import { type BulkChange, type EnvironmentKey, type FlagState, type FlagTableRow, rolloutsOf } from '@burgee/contracts';
import { formatCount } from '../../ui/format/words.ts';
import type { SwitchChoice } from './switch-choices.ts';

export type BulkKind = BulkChange['kind'];

const TAGS_EFFECT = 'Tags help you find flags. They do not affect who gets them.';

type BulkWords = {
  /** The button and the start of the title: "Enable 2 flags". */
  readonly action: (flags: string) => string;
  /** The effect that the dialog states before the change. */
  readonly effect: string;
  /** The end of "2 flags are ..." in the notification after the change. */
  readonly after: string;
};

export const BULK_WORDS: Readonly<Record<BulkKind, BulkWords>> = {
  enable: {
    action: (flags) => `Enable ${flags}`,
    effect: 'Their rules and rollouts will decide who gets them.',
    after: 'on',
  },
  disable: {
    action: (flags) => `Disable ${flags}`,
    effect: 'They will be off for everyone immediately.',
    after: 'off',
  },
  archive: {
    action: (flags) => `Archive ${flags}`,
    effect: 'They will be off for everyone and disappear from the list. You can restore them at any time.',
    after: 'archived',
  },
  restore: {
    action: (flags) => `Restore ${flags}`,
    effect: 'They will return to the state they had before they were archived.',
    after: 'restored',
  },
  addTags: { action: (flags) => `Add tags to ${flags}`, effect: TAGS_EFFECT, after: 'tagged' },
  removeTags: {
    action: (flags) => `Remove tags from ${flags}`,
    effect: TAGS_EFFECT,
    after: 'without the tags',
  },
};

/** "1 flag", "2 flags". */
export function countFlags(count: number): string {
  return formatCount(count, 'flag');
}

export function bulkChange(kind: BulkKind, tags: readonly string[]): BulkChange {
  return kind === 'addTags' || kind === 'removeTags' ? { kind, tags: [...tags] } : { kind };
}

type Unreached = { readonly key: FlagTableRow['key']; readonly state: FlagState };

/** Switches on all flags, and sets the chosen percentage for those that would reach no one. */
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

/**
 * The change that takes `change` back; `undefined` if no single change can.
 *
 * @param touched the changed flags, as they were before.
 */
export function oppositeChange(
  touched: readonly Touched[],
  change: BulkChange,
  environment: EnvironmentKey,
): BulkChange | undefined {
  const tags = 'tags' in change ? change.tags : [];
  // If only some flags had some of the tags before, the opposite change would remove or add too many.
  const isUniform = touched.every((flag) => {
    const had = tags.filter((tag) => flag.tags.includes(tag)).length;
    return change.kind === 'addTags' ? had === 0 : change.kind !== 'removeTags' || had === tags.length;
  });
  if (touched.length === 0 || !isUniform) return undefined;
  const kind = OPPOSITE[change.kind];
  if (kind !== 'enable' && kind !== 'disable') return bulkChange(kind, tags);
  const rollouts = rolloutsOf(change).flatMap(({ key }) => {
    const state = touched.find((flag) => flag.key === key)?.states.find((one) => one.environment === environment);
    // The change itself incremented the revision.
    return state ? [{ key, schedule: state.schedule, revision: state.revision + 1 }] : [];
  });
  return rollouts.length > 0 ? { kind, rollouts } : { kind };
}
