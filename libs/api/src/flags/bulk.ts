import {
  type BulkChange,
  type BulkChanged,
  type BulkChangeInput,
  type BulkRollout,
  type Flag,
  type FlagKey,
  isSameJson,
  MAX_TAGS,
  rolloutsOf,
} from '@burgee/contracts';
import {
  type Change,
  changeRuleset,
  type EntityManager,
  FlagRow,
  fromFlag,
  toFlag,
  type WriteContext,
} from '@burgee/data-access';
import { missingFlag } from '../database/find-flag.ts';
import { invalid } from '../failures/invalid.ts';
import { staleRevision } from '../failures/stale-revision.ts';
import { flagChange } from './change.ts';
import { refuseManaged } from './managed.ts';

type Edit = Partial<Pick<Flag, 'enabled' | 'archivedAt' | 'tags' | 'rollout'>>;
type EditParameters = {
  readonly tags: readonly string[];
  readonly rollout: BulkRollout | undefined;
  readonly now: Date;
};

/**
 * The fields that each bulk change sets. Only these are written: other fields that someone broke by hand stay as they
 * are.
 */
const EDITS = {
  enable: (flag, parameters) => ({ enabled: true, ...editRollout(flag, parameters) }),
  disable: (flag, parameters) => ({ enabled: false, ...editRollout(flag, parameters) }),
  archive: ({ archivedAt }, { now }) => ({ archivedAt: archivedAt ?? now.toISOString() }),
  restore: () => ({ archivedAt: null }),
  addTags: ({ tags }, parameters) => ({ tags: [...new Set([...tags, ...parameters.tags])] }),
  removeTags: ({ tags }, parameters) => ({ tags: tags.filter((tag) => !parameters.tags.includes(tag)) }),
} satisfies Record<BulkChange['kind'], (flag: Flag, parameters: EditParameters) => Edit>;

function editRollout(flag: Flag, { rollout }: EditParameters): Edit {
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
 * Changes many flags of an environment in one change: either all of them or none.
 *
 * @throws DomainError FLAG_NOT_FOUND, FLAG_MANAGED; STALE_REVISION for a rollout; VALIDATION_FAILED for too many tags, or for stored
 *   tags or a stored rollout that cannot be read.
 */
export async function changeFlags(ctx: WriteContext, input: BulkChangeInput): Promise<BulkChanged> {
  const { environment, keys } = input;
  return changeRuleset(ctx, [environment], async (em) => {
    const rows = await em.find(FlagRow, { environment, key: { $in: keys } });
    const byKey = new Map<FlagKey, FlagRow>(rows.map((row) => [row.key, row]));
    const result: BulkChanged = { changed: [], unchanged: [] };
    const changes: Change[] = [];
    for (const key of keys) {
      const row = byKey.get(key);
      if (!row) throw await missingFlag(em, { environment, key });
      const made = editFlag(ctx, em, row, input);
      (made ? result.changed : result.unchanged).push(key);
      if (made) changes.push(made);
    }
    await em.flush();
    return { result, changes };
  });
}

/** Returns the change; `undefined` if the flag already is as wanted. */
function editFlag(
  { now }: WriteContext,
  em: EntityManager,
  row: FlagRow,
  { environment, change, reason }: BulkChangeInput,
): Change | undefined {
  const before = toFlag(row);
  const rollout = rolloutsOf(change).find(({ key }) => key === row.key);
  const parameters = { tags: 'tags' in change ? change.tags : [], rollout, now: now() };
  const edit: Edit = EDITS[change.kind](before, parameters);
  refuseBroken(before, edit);
  const wanted = { ...before, ...edit };
  if (rollout?.revision !== undefined && rollout.revision !== before.revision)
    throw staleRevision(rollout.revision, edit, before);
  if (isSameJson(wanted, before)) return undefined;
  refuseManaged(before);
  refuseTooMany(wanted);
  em.assign(row, { ...columnsOf(wanted, edit), revision: before.revision + 1, updatedAt: parameters.now });
  return flagChange(ACTIONS[change.kind], { environment, key: row.key, reason }, before, toFlag(row));
}

/** Returns only the columns of an edit; the rollout has two. */
function columnsOf(wanted: Flag, edit: Edit) {
  const { rollout, rolloutPercentage, archivedAt } = fromFlag(wanted);
  const { rollout: isRollout, archivedAt: isArchived, ...same } = edit;
  return {
    ...same,
    ...(isRollout && { rollout, rolloutPercentage }),
    ...(isArchived !== undefined && { archivedAt }),
  };
}

/** A field that cannot be read must not be written back as empty. */
function refuseBroken({ key, broken }: Flag, edit: Edit): void {
  const field = broken.map(({ path }) => String(path.split('.')[0])).find((name) => Object.hasOwn(edit, name));
  if (field !== undefined) throw invalid('keys', `the stored ${field} of "${key}" cannot be read; update it first`);
}

function refuseTooMany({ key, tags }: Flag): void {
  if (tags.length > MAX_TAGS)
    throw invalid('change.tags', `"${key}" would have ${tags.length} tags; the maximum is ${MAX_TAGS}`);
}
