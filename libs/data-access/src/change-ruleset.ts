import {
  DomainError,
  type AuditAction,
  type AuditSubject,
  type EnvironmentKey,
  type OverrideType,
  type RulesetVersion,
  type TargetId,
} from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import type { KeyObject } from 'node:crypto';
import { startAnswerLimit } from './answer-limit.ts';
import type { Database } from './database.ts';
import { EnvironmentRow } from './entities.ts';
import { remember, type Idempotency } from './idempotency.ts';
import { CHANNEL_SQL, type ChangeHint } from './listen.ts';
import { bump, takeHead, takeOver, takePlaces } from './take-places.ts';
import { writeAudit } from './write-audit.ts';
import type { WriteTransaction } from './write-transaction.ts';

/** Who writes, with which clock and which ids. */
export type WriteContext = {
  readonly database: Database;
  readonly actor: string;
  readonly now: () => Date;
  readonly newId: () => string;
  /** Chains the audit entries; it is not in the database. */
  readonly auditKey: KeyObject;
  /** Where the caller may ask twice for the same change. */
  readonly idempotency?: Idempotency | undefined;
  /**
   * Called after the commit, so that a caller reads what it wrote. Must not fail: the change is there.
   *
   * @param answerBy resolves when the caller must get its answer, whether or not this server serves the change yet.
   */
  readonly committed: (commit: Commit, answerBy: Promise<void>) => Promise<void>;
};

/** What has versions: an environment, or access, which is all keys and people, and is `null`. */
export type Place = EnvironmentKey | null;
export type Versions = ReadonlyMap<Place, RulesetVersion>;

/** What a transaction changed, and the versions that it made. */
export type Commit = {
  readonly actor: string;
  readonly versions: Versions;
  readonly changes: readonly Change[];
};

/** What a write did, for the audit trail. */
export type Change = {
  readonly environment: Place;
  readonly action: AuditAction;
  readonly subject: AuditSubject;
  readonly key: string;
  readonly overrideType?: OverrideType;
  /** Of an override for one user, session or test run: which. */
  readonly target?: TargetId | undefined;
  readonly reason?: string | undefined;
  readonly before: unknown;
  readonly after: unknown;
};

/** Without changes nothing has happened: no version is made, and what was written is taken back. */
type Written<T> = { readonly result: T; readonly changes: readonly Change[] };

/** @param renew see `WriteWork`. */
type Write<T> = (em: EntityManager, renew: () => void) => Promise<Written<T>>;
type Prepare = (em: EntityManager) => Promise<void>;

/** Left for the answer of a write that committed just before its deadline, in milliseconds: 2 s in total by default. */
const AFTER_COMMIT_MS = 100;

/**
 * The one way to change what flags evaluate to: all or nothing of the change, its audit entries, the new versions and the
 * notifications, in one transaction.
 *
 * The first reads of `write` travel with the statements that lock, and are executed after them. Entities that it leaves to be
 * flushed travel with the commit.
 *
 * @param prepare runs first, before the environments are locked: an environment that is to be changed may be made there.
 * @throws DomainError ENVIRONMENT_NOT_FOUND, BUSY, DATABASE_UNAVAILABLE, and what `write` throws; then nothing has changed.
 */
export async function changeRuleset<T>(
  ctx: WriteContext,
  environments: readonly EnvironmentKey[],
  write: Write<T>,
  prepare?: Prepare,
): Promise<T> {
  const mayShare = environments.length === 1 && !prepare && !ctx.idempotency;
  return change({ ctx, places: environments, prepare, isLong: false, mayShare }, write);
}

/** Like `changeRuleset`, for work in many steps: it keeps nobody from the audit trail in the meantime. */
export async function changeInSteps<T>(ctx: WriteContext, environment: EnvironmentKey, write: Write<T>): Promise<T> {
  return change({ ctx, places: [environment], prepare: undefined, isLong: true, mayShare: false }, write);
}

/** The one way to change keys and people: like `changeRuleset`, with the version of access. */
export async function changeAccess<T>(ctx: WriteContext, write: Write<T>): Promise<T> {
  return change({ ctx, places: [null], prepare: undefined, isLong: false, mayShare: false }, write);
}

/** Ends a transaction that has nothing to commit. */
class NothingToCommit<T> extends Error {
  readonly result: T;
  constructor(result: T) {
    super('nothing to commit');
    this.result = result;
  }
}

type Wanted = {
  readonly ctx: WriteContext;
  readonly places: readonly Place[];
  readonly prepare: Prepare | undefined;
  /** Whether the end of the audit trail is locked after `write`, and not with its places. */
  readonly isLong: boolean;
  /**
   * Whether it may commit together with writes before and after it. One with an idempotency key may not: it would wait for
   * that key while it holds the environment, and two servers could deadlock.
   */
  readonly mayShare: boolean;
};

async function change<T>(wanted: Wanted, write: Write<T>): Promise<T> {
  const { ctx, places } = wanted;
  const answer = startAnswerLimit(ctx.database.timeouts.requestMs + AFTER_COMMIT_MS);
  try {
    const { result, commit } = await ctx.database.write(
      async (em, renewDeadline, transaction) => {
        const renew = () => {
          renewDeadline();
          answer.renew();
        };
        return writeChange({ ...wanted, em, transaction }, (inner) => write(inner, renew));
      },
      { places, mayShare: wanted.mayShare },
    );
    await ctx.committed(commit, answer.isDue);
    return result;
  } catch (error) {
    if (error instanceof NothingToCommit) return error.result as T;
    throw error;
  } finally {
    answer.stop();
  }
}

type Parts = Wanted & { readonly em: EntityManager; readonly transaction: WriteTransaction };

async function writeChange<T>(
  { ctx, em, transaction, places, prepare, isLong }: Parts,
  write: (em: EntityManager) => Promise<Written<T>>,
): Promise<{ readonly result: T; readonly commit: Commit }> {
  const asked = ctx.idempotency && { ...ctx.idempotency, actor: ctx.actor };
  const wanted = { places, asked, withHead: !isLong, prepare: prepare && (() => prepare(em)) };
  const { locked } = transaction;
  const taking = (locked ? Promise.resolve(takeOver(locked)) : takePlaces(transaction, wanted)).then(async (taken) => {
    if (taken.recalled.isKnown) throw new NothingToCommit(taken.recalled.answer);
    for (const place of places) if (!taken.versions.has(place)) throw await notFound(em, place);
    return taken;
  });
  const startsEarly = transaction.isPipelined && !prepare;
  const writing = startsEarly ? (async () => write(em))() : taking.then(() => write(em));
  const [taken, written] = await Promise.allSettled([taking, writing]);
  // A write that started early may have failed because of what its locks find.
  if (taken.status === 'rejected') throw taken.reason;
  if (written.status === 'rejected') throw written.reason;
  const { result, changes } = written.value;
  if (changes.length === 0) throw new NothingToCommit(result);
  if (!isLong) transaction.keep();
  if (locked) for (const { sql, parameters = [] } of places.map(bump)) await em.execute(sql, [...parameters]);
  await em.flush();
  const { versions, head = await takeHead(transaction) } = taken.value;
  const end = await writeAudit(ctx, em, { versions, changes, head });
  if (asked) await remember(em, asked, result);
  for (const [environment, version] of versions) await notify(em, { environment, version });
  transaction.leave({ versions, head: end });
  return { result, commit: { actor: ctx.actor, versions, changes } };
}

async function notFound(em: EntityManager, place: Place): Promise<Error> {
  return place === null ? new Error('the table "access" has lost its row') : environmentNotFound(em, place);
}

export async function environmentNotFound(em: EntityManager, environment: string): Promise<DomainError> {
  const rows = await em.findAll(EnvironmentRow, { orderBy: { key: 'asc' } });
  return new DomainError({ code: 'ENVIRONMENT_NOT_FOUND', environment, existing: rows.map((row) => row.key) });
}

/** Delivered when the transaction commits, dropped when it does not. */
async function notify(em: EntityManager, hint: ChangeHint): Promise<void> {
  await em.execute(`select pg_notify(${CHANNEL_SQL}, ?)`, [JSON.stringify(hint)]);
}
