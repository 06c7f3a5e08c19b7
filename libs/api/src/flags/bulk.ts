import {
  MAX_TAGS,
  rolloutsOf,
  type BulkChange,
  type BulkChanged,
  type BulkChangeInput,
  type BulkRollout,
  type Flag,
  type FlagKey,
} from '@burgee/contracts';
import {
  changeRuleset,
  FlagRow,
  fromFlag,
  toFlag,
  type Change,
  type EntityManager,
  type WriteContext,
} from '@burgee/data-access';
import { isDeepStrictEqual } from 'node:util';
import type { Snapshots } from '../snapshots.ts';
import { flagChange } from './change.ts';
import { invalid } from '../invalid.ts';
import { staleRevision } from '../stale-revision.ts';
import { flagNotFound } from './not-found.ts';

type Edit = Partial<Pick<Flag, 'enabled' | 'archivedAt' | 'tags' | 'rollout'>>;
type Given = { readonly tags: readonly string[]; readonly rollout: BulkRollout | undefined; readonly now: Date };

/** What becomes of a flag. Only that is written: what else of it somebody broke by hand stays as it is. */
const EDITS = {
  enable: (flag, given) => ({ enabled: true, ...editRollout(flag, given) }),
  disable: (flag, given) => ({ enabled: false, ...editRollout(flag, given) }),
  archive: ({ archivedAt }, { now }) => ({ archivedAt: archivedAt ?? now.toISOString() }),
  restore: () => ({ archivedAt: null }),
  addTags: ({ tags }, given) => ({ tags: [...new Set([...tags, ...given.tags])] }),
  removeTags: ({ tags }, given) => ({ tags: tags.filter((tag) => !given.tags.includes(tag)) }),
} satisfies Record<BulkChange['kind'], (flag: Flag, given: Given) => Edit>;

function editRollout(flag: Flag, { rollout }: Given): Edit {
  return rollout ? { rollout: { ...flag.rollout, schedule: rollout.schedule } } : {};
}

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
 * @throws DomainError FLAG_NOT_FOUND; STALE_REVISION of a rollout; VALIDATION_FAILED for too many tags, or tags or a rollout that are
 *   stored wrongly.
 */
export async function changeFlags(
  ctx: WriteContext,
  snapshots: Snapshots,
  input: BulkChangeInput,
): Promise<BulkChanged> {
  const { environment, keys } = input;
  return changeRuleset(ctx, [environment], async (em) => {
    const rows = await em.find(FlagRow, { environment, key: { $in: keys } });
    const byKey = new Map<FlagKey, FlagRow>(rows.map((row) => [row.key, row]));
    const result: BulkChanged = { changed: [], unchanged: [] };
    const changes: Change[] = [];
    for (const key of keys) {
      const row = byKey.get(key);
      if (!row) throw flagNotFound(snapshots, environment, key);
      const made = editFlag(ctx, em, row, input);
      (made ? result.changed : result.unchanged).push(key);
      if (made) changes.push(made);
    }
    await em.flush();
    return { result, changes };
  });
}

/** What was changed; `undefined` where it is so already. */
function editFlag(
  { now }: WriteContext,
  em: EntityManager,
  row: FlagRow,
  { environment, change, reason }: BulkChangeInput,
): Change | undefined {
  const before = toFlag(row);
  const rollout = rolloutsOf(change).find(({ key }) => key === row.key);
  const given = { tags: 'tags' in change ? change.tags : [], rollout, now: now() };
  const edit: Edit = EDITS[change.kind](before, given);
  refuseBroken(before, edit);
  const wanted = { ...before, ...edit };
  if (rollout?.revision !== undefined && rollout.revision !== before.revision)
    throw staleRevision(rollout.revision, edit, before);
  if (isDeepStrictEqual(wanted, before)) return undefined;
  refuseTooMany(wanted);
  em.assign(row, { ...columnsOf(wanted, edit), revision: before.revision + 1, updatedAt: given.now });
  return flagChange(ACTIONS[change.kind], { environment, key: row.key, reason }, before, toFlag(row));
}

/** Only the columns of an edit; the rollout has two. */
function columnsOf(wanted: Flag, edit: Edit) {
  const { rollout, rolloutPercentage, archivedAt } = fromFlag(wanted);
  const { rollout: isRollout, archivedAt: isArchived, ...same } = edit;
  return {
    ...same,
    ...(isRollout && { rollout, rolloutPercentage }),
    ...(isArchived !== undefined && { archivedAt }),
  };
}

/** What cannot be read must not be written back as empty. */
function refuseBroken({ key, broken }: Flag, edit: Edit): void {
  const field = broken.map(({ path }) => String(path.split('.')[0])).find((name) => Object.hasOwn(edit, name));
  if (field !== undefined) throw invalid('keys', `the stored ${field} of "${key}" cannot be read, update it first`);
}

function refuseTooMany({ key, tags }: Flag): void {
  if (tags.length > MAX_TAGS)
    throw invalid('change.tags', `"${key}" would have ${tags.length} tags, ${MAX_TAGS} is the most`);
}
