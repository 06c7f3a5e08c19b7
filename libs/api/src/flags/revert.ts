import { Flag, isSameJson, Reason, type RevertFlagInput } from '@burgee/contracts';
import {
  type Change,
  changeInSteps,
  type EntityManager,
  FlagRow,
  fromFlag,
  toFlag,
  type WriteContext,
} from '@burgee/data-access';
import { missingFlag } from '../database/find-flag.ts';
import { revisionAfter, stateAt } from '../database/past-state.ts';
import { staleRevision } from '../failures/stale-revision.ts';
import { flagChange, removeFlag } from './change.ts';
import { checkFlag, checkType } from './check.ts';
import { refuseManaged } from './managed.ts';

/** A flag that was broken by hand was recorded as empty, so it is not a state to revert to. */
const WholeFlag = Flag.refine(({ broken }) => broken.length === 0);

/**
 * Restores a flag's state after, or before, an entry of its audit trail, as a new change with its own entry. Splits are
 * restored as they were dealt, so everyone gets the same answers as then. A deleted flag is created again with its salt
 * but without its overrides, as the reason notes; a flag that did not exist yet is deleted, and the result is `null`.
 *
 * @param input with a `revision`, the flag must still have it; then a deleted flag is not created again.
 * @throws DomainError FLAG_NOT_FOUND, FLAG_MANAGED, STALE_REVISION, FLAG_IN_USE, PREREQUISITE_CYCLE; VALIDATION_FAILED for an entry
 *   of another flag, an entry that can no longer be read, or missing dependencies.
 */
export async function revertFlag(ctx: WriteContext, input: RevertFlagInput): Promise<Flag | null> {
  const { environment, key, revision } = input;
  return changeInSteps<Flag | null>(ctx, [environment], async (em, renew) => {
    const wanted = await stateAt(em, WholeFlag, flagPlace(input), input);
    const row = await em.findOne(FlagRow, { environment, key });
    if (!row) {
      if (!wanted || revision !== undefined) throw await missingFlag(em, { environment, key });
      return recreateFlag(ctx, em, input, wanted);
    }
    if (!wanted) return { result: null, changes: await removeFlag(em, input, row, renew) };
    return replaceFlag(ctx, em, input, { row, wanted });
  });
}

function flagPlace({ environment, key }: RevertFlagInput) {
  return { subject: 'flag', environment, key } as const;
}

/** `check` repeats the check of the type, when every other change has been committed or makes its own check later. */
type Written = { result: Flag; changes: Change[]; check?: () => Promise<void> };

async function replaceFlag(
  ctx: WriteContext,
  em: EntityManager,
  input: RevertFlagInput,
  { row, wanted }: { row: FlagRow; wanted: Flag },
): Promise<Written> {
  const before = toFlag(row);
  if (input.revision !== undefined && input.revision !== before.revision) {
    throw staleRevision(input.revision, flagContent(wanted), before);
  }
  const isSame = before.broken.length === 0 && isSameJson(flagContent(wanted), flagContent(before));
  if (isSame) return { result: before, changes: [] };
  refuseManaged(before);
  await checkWanted(em, wanted);
  em.assign(row, {
    ...fromFlag({ ...flagContent(wanted), id: before.id, environment: before.environment, managedBy: null }),
    revision: before.revision + 1,
    updatedAt: ctx.now(),
  });
  await em.flush();
  const after = toFlag(row);
  const changes = [flagChange(revertAction(before, after), input, before, after)];
  return { result: after, changes, check: () => checkType(em, wanted.key, wanted.type) };
}

async function recreateFlag(
  ctx: WriteContext,
  em: EntityManager,
  input: RevertFlagInput,
  wanted: Flag,
): Promise<Written> {
  await checkWanted(em, wanted);
  const now = ctx.now();
  const row = em.create(FlagRow, {
    ...fromFlag({ ...flagContent(wanted), id: ctx.newId(), environment: wanted.environment, managedBy: null }),
    revision: await revisionAfter(em, flagPlace(input), wanted),
    createdAt: now,
    updatedAt: now,
  });
  await em.flush();
  const after = toFlag(row);
  const changes = [flagChange('created', { ...input, reason: revertReason(input) }, null, after)];
  return { result: after, changes, check: () => checkType(em, wanted.key, wanted.type) };
}

/** @throws DomainError VALIDATION_FAILED, PREREQUISITE_CYCLE. */
async function checkWanted(em: EntityManager, wanted: Flag): Promise<void> {
  // A key that was deleted and created again may have another type.
  await checkType(em, wanted.key, wanted.type);
  await checkFlag(em, wanted.environment, wanted);
}

const WITHOUT_OVERRIDES = 'restored without its overrides';

/** Appends, if there is room, that the overrides are not restored. */
function revertReason({ reason }: RevertFlagInput): string | undefined {
  const extended = reason === undefined ? WITHOUT_OVERRIDES : `${reason} (${WITHOUT_OVERRIDES})`;
  return Reason.safeParse(extended).success ? extended : reason;
}

/** The editable content of a flag, without server-managed fields. */
function flagContent(flag: Flag) {
  const { id: _id, environment: _environment, managedBy, createdAt, updatedAt, revision, broken, ...content } = flag;
  return content;
}

function revertAction(before: Flag, after: Flag): Change['action'] {
  if (before.archived === after.archived) return 'updated';
  return after.archived ? 'archived' : 'restored';
}
