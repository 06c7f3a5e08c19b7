import type { BulkChange, BulkChanged, BulkChangeInput, Flag, FlagKey } from '@burgee/contracts';
import { changeRuleset, FlagRow, fromFlag, toFlag, type Change, type WriteContext } from '@burgee/data-access';
import { isDeepStrictEqual } from 'node:util';
import type { Snapshots } from '../snapshots.ts';
import { flagChange } from './change.ts';
import { invalid } from './draft.ts';
import { flagNotFound } from './not-found.ts';

const MAX_TAGS = 20;

type Edit = Partial<Pick<Flag, 'enabled' | 'archived' | 'tags'>>;

/** What becomes of a flag. */
const EDITS = {
  enable: () => ({ enabled: true }),
  disable: () => ({ enabled: false }),
  archive: () => ({ archived: true }),
  restore: () => ({ archived: false }),
  addTags: (flag, given) => ({ tags: [...new Set([...flag.tags, ...given])] }),
  removeTags: (flag, given) => ({ tags: flag.tags.filter((tag) => !given.includes(tag)) }),
} satisfies Record<BulkChange['kind'], (flag: Flag, given: readonly string[]) => Edit>;

const ACTIONS: Record<BulkChange['kind'], Change['action']> = {
  enable: 'updated',
  disable: 'updated',
  archive: 'archived',
  restore: 'restored',
  addTags: 'updated',
  removeTags: 'updated',
};

/**
 * Changes many flags of an environment as one change of it: all of them, or none.
 *
 * @throws DomainError FLAG_NOT_FOUND; VALIDATION_FAILED for too many tags, or a flag that is stored wrongly.
 */
export async function changeFlags(
  ctx: WriteContext,
  snapshots: Snapshots,
  { environment, keys, change, reason }: BulkChangeInput,
): Promise<BulkChanged> {
  return changeRuleset(ctx, [environment], async (em) => {
    const rows = await em.find(FlagRow, { environment, key: { $in: keys } });
    const byKey = new Map<FlagKey, FlagRow>(rows.map((row) => [row.key, row]));
    const result: BulkChanged = { changed: [], unchanged: [] };
    const changes: Change[] = [];
    const given = 'tags' in change ? change.tags : [];
    for (const key of keys) {
      const row = byKey.get(key);
      if (!row) throw flagNotFound(snapshots, environment, key);
      const before = toFlag(row);
      const wanted = { ...before, ...EDITS[change.kind](before, given) };
      if (isDeepStrictEqual(wanted, before)) {
        result.unchanged.push(key);
        continue;
      }
      refuse(wanted);
      const archivedAt = wanted.archived ? (before.archivedAt ?? ctx.now().toISOString()) : null;
      const { enabled, tags } = wanted;
      em.assign(row, {
        ...{ enabled, tags, archivedAt: fromFlag({ ...wanted, archivedAt }).archivedAt },
        ...{ revision: before.revision + 1, updatedAt: ctx.now() },
      });
      result.changed.push(key);
      changes.push(flagChange(ACTIONS[change.kind], { environment, key, reason }, before, toFlag(row)));
    }
    await em.flush();
    return { result, changes };
  });
}

function refuse({ key, tags }: Flag): void {
  if (tags.length > MAX_TAGS)
    throw invalid([
      { path: 'change.tags', message: `"${key}" would have ${tags.length} tags, ${MAX_TAGS} is the most` },
    ]);
}
