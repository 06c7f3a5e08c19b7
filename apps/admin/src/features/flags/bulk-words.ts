import type { BulkChange, Flag } from '@burgee/contracts';

export type BulkKind = BulkChange['kind'];

/** The verb of each change, what is said of it before, and what after. */
export const BULK_WORDS: Readonly<Record<BulkKind, { verb: string; before: string; after: string }>> = {
  enable: {
    verb: 'Enable',
    before: 'They are switched on: their rules and rollouts decide who gets them.',
    after: 'on',
  },
  disable: { verb: 'Disable', before: 'They are off for everybody, at once.', after: 'off' },
  archive: {
    verb: 'Archive',
    before: 'They are off for everybody, and leave the list. They can be restored.',
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

const OPPOSITE = {
  enable: 'disable',
  disable: 'enable',
  archive: 'restore',
  restore: 'archive',
  addTags: 'removeTags',
  removeTags: 'addTags',
} as const satisfies Record<BulkKind, BulkKind>;

/** @param touched the flags that were changed, as they were before. `undefined` where no single change takes all back. */
export function undoOf(touched: readonly Pick<Flag, 'tags'>[], change: BulkChange): BulkChange | undefined {
  const tags = 'tags' in change ? change.tags : [];
  // Where some flags had some of the tags before, the opposite would take away, or give, too much.
  const isEven = touched.every((flag) => {
    const had = tags.filter((tag) => flag.tags.includes(tag)).length;
    return change.kind === 'addTags' ? had === 0 : change.kind !== 'removeTags' || had === tags.length;
  });
  return touched.length > 0 && isEven ? bulkChange(OPPOSITE[change.kind], tags) : undefined;
}
