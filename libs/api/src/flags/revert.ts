import { Flag, Reason, type RevertFlagInput } from '@burgee/contracts';
import {
  changeInSteps,
  FlagRow,
  fromFlag,
  toFlag,
  type Change,
  type EntityManager,
  type WriteContext,
} from '@burgee/data-access';
import { isDeepStrictEqual } from 'node:util';
import { revisionAfter, stateAt } from '../past-state.ts';
import type { Snapshots } from '../snapshots.ts';
import { staleRevision } from '../stale-revision.ts';
import { flagChange, removeFlag } from './change.ts';
import { checkFlag, checkType } from './check.ts';
import { flagNotFound } from './not-found.ts';

/** What was broken by hand was shown as empty, and is no state to go back to. */
const WholeFlag = Flag.refine(({ broken }) => broken.length === 0);

/**
 * Makes a flag what it was after, or before, an entry of its audit trail: a new change, with an entry of its own. Splits
 * come back as they were dealt, so everybody gets the answers of then. A flag that is gone comes back with its salt and
 * without its overrides, which the reason says; one that was not there yet goes, and `null` is the result.
 *
 * @param input with a `revision` it is about the flag that has it: one that is gone by now does not come back.
 * @throws DomainError FLAG_NOT_FOUND, STALE_REVISION, FLAG_IN_USE, PREREQUISITE_CYCLE; VALIDATION_FAILED for an entry that is
 *   not of this flag or cannot be read any more, and where what it needs is gone.
 */
export async function revertFlag(
  ctx: WriteContext,
  snapshots: Snapshots,
  input: RevertFlagInput,
): Promise<Flag | null> {
  const { environment, key, revision } = input;
  return changeInSteps<Flag | null>(ctx, environment, async (em, renew) => {
    const wanted = await stateAt(em, WholeFlag, placeOf(input), input);
    const row = await em.findOne(FlagRow, { environment, key });
    if (!row) {
      if (!wanted || revision !== undefined) throw flagNotFound(snapshots, environment, key);
      return recreate(ctx, em, input, wanted);
    }
    if (!wanted) return { result: null, changes: await removeFlag(em, input, row, renew) };
    return replace(ctx, em, input, { row, wanted });
  });
}

function placeOf({ environment, key }: RevertFlagInput) {
  return { subject: 'flag', environment, key } as const;
}

type Written = { result: Flag; changes: Change[] };

async function replace(
  ctx: WriteContext,
  em: EntityManager,
  input: RevertFlagInput,
  { row, wanted }: { row: FlagRow; wanted: Flag },
): Promise<Written> {
  const before = toFlag(row);
  if (input.revision !== undefined && input.revision !== before.revision) {
    throw staleRevision(input.revision, contentOf(wanted), before);
  }
  const isSame = before.broken.length === 0 && isDeepStrictEqual(contentOf(wanted), contentOf(before));
  if (isSame) return { result: before, changes: [] };
  await check(em, wanted);
  em.assign(row, {
    ...fromFlag({ ...contentOf(wanted), id: before.id, environment: before.environment }),
    revision: before.revision + 1,
    updatedAt: ctx.now(),
  });
  await em.flush();
  const after = toFlag(row);
  return { result: after, changes: [flagChange(actionOf(before, after), input, before, after)] };
}

async function recreate(ctx: WriteContext, em: EntityManager, input: RevertFlagInput, wanted: Flag): Promise<Written> {
  await check(em, wanted);
  const now = ctx.now();
  const row = em.create(FlagRow, {
    ...fromFlag({ ...contentOf(wanted), id: ctx.newId(), environment: wanted.environment }),
    revision: await revisionAfter(em, placeOf(input), wanted),
    createdAt: now,
    updatedAt: now,
  });
  await em.flush();
  const after = toFlag(row);
  return { result: after, changes: [flagChange('created', { ...input, reason: reasonOf(input) }, null, after)] };
}

/** @throws DomainError VALIDATION_FAILED, PREREQUISITE_CYCLE. */
async function check(em: EntityManager, wanted: Flag): Promise<void> {
  // Deleted and made anew, a key may have got another type since.
  await checkType(em, wanted.key, wanted.type);
  await checkFlag(em, wanted.environment, wanted);
}

const WITHOUT_OVERRIDES = 'back without its overrides';

/** Where there is room for it, that overrides do not come back. */
function reasonOf({ reason }: RevertFlagInput): string | undefined {
  const told = reason === undefined ? WITHOUT_OVERRIDES : `${reason} (${WITHOUT_OVERRIDES})`;
  return Reason.safeParse(told).success ? told : reason;
}

/** All that a flag says, without what the server keeps of it. */
function contentOf(flag: Flag) {
  const { id: _id, environment: _environment, createdAt, updatedAt, revision, broken, ...content } = flag;
  return content;
}

function actionOf(before: Flag, after: Flag): Change['action'] {
  if (before.archived === after.archived) return 'updated';
  return after.archived ? 'archived' : 'restored';
}
