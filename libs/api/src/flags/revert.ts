import { Flag, type RevertFlagInput } from '@burgee/contracts';
import {
  AuditRow,
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
import { flagChange, removeFlag } from './change.ts';
import { checkFlag, checkType } from './check.ts';
import { invalid } from './draft.ts';
import { flagNotFound } from './not-found.ts';
import { staleRevision } from './stale-revision.ts';

/**
 * Makes a flag what it was after, or before, an entry of its audit trail: a new change, with an entry of its own. Splits
 * come back as they were dealt, so everybody gets the answers of then. A flag that is gone comes back without its
 * overrides; one that was not there yet goes, and `null` is the result.
 *
 * @throws DomainError FLAG_NOT_FOUND, STALE_REVISION, FLAG_IN_USE, PREREQUISITE_CYCLE; VALIDATION_FAILED for an entry that is
 *   not of this flag or cannot be read any more, and where what it needs is gone.
 */
export async function revertFlag(
  ctx: WriteContext,
  snapshots: Snapshots,
  input: RevertFlagInput,
): Promise<Flag | null> {
  const { environment, key } = input;
  return changeRuleset(ctx, [environment], async (em) => {
    const wanted = await stateAt(em, input);
    const row = await em.findOne(FlagRow, { environment, key });
    if (!wanted) {
      if (!row) throw flagNotFound(snapshots, environment, key);
      return { result: null, changes: await removeFlag(em, input, row) };
    }
    await checkFlag(em, environment, wanted);
    return row ? replace(ctx, em, input, { row, wanted }) : recreate(ctx, em, input, wanted);
  });
}

/** What an entry says the flag was; `null`: it was not there. */
async function stateAt(em: EntityManager, { environment, key, number, to }: RevertFlagInput): Promise<Flag | null> {
  const entry = await em.findOne(AuditRow, { number, environment, subject: 'flag', key });
  if (!entry) throw invalid([{ path: 'number', message: `the flag "${key}" has no entry ${number} in its history` }]);
  const state = (to === 'after' ? entry.after : entry.before) ?? null;
  if (state === null) return null;
  const flag = Flag.safeParse(state);
  if (flag.success && flag.data.broken.length === 0) return flag.data;
  throw invalid([{ path: 'number', message: `what entry ${number} tells of the flag cannot be used any more` }]);
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
  if (isDeepStrictEqual(contentOf(wanted), contentOf(before))) return { result: before, changes: [] };
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
  await checkType(em, wanted.key, wanted.type);
  const now = ctx.now();
  const row = em.create(FlagRow, {
    ...fromFlag({ ...contentOf(wanted), id: ctx.newId(), environment: wanted.environment }),
    // Goes on from where it ended, so that an edit of the flag that was does not fit the one that is.
    revision: wanted.revision + 1,
    createdAt: now,
    updatedAt: now,
  });
  await em.flush();
  const after = toFlag(row);
  return { result: after, changes: [flagChange('created', input, null, after)] };
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
