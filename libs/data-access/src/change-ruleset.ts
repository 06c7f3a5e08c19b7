import {
  type AuditAction,
  type AuditSubject,
  DomainError,
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
import { type Idempotency, rememberAnswer } from './idempotency.ts';
import { type ChangeHint, CHANNEL_SQL } from './listen.ts';
import { bumpVersion, inheritLocks, lockAuditHead, lockPlaces } from './lock-places.ts';
import { writeAudit } from './write-audit.ts';
import type { WriteTransaction } from './write-transaction.ts';

/** The actor of a write, its clock and its source of ids. */
export type WriteContext = {
  readonly database: Database;
  readonly actor: string;
  /** Set if an agent makes the change over MCP. */
  readonly agent?: Agent | undefined;
  readonly now: () => Date;
  readonly newId: () => string;
  /** The key that chains audit entries. It is never stored in the database. */
  readonly auditKey: KeyObject;
  /** Set if the caller may send the same change twice. */
  readonly idempotency?: Idempotency | undefined;
  /**
   * Called after the commit, so that callers can read their own writes. Must not fail: the change is already committed.
   *
   * @param answerBy resolves when the caller must get its response, whether or not this server serves the change yet.
   */
  readonly committed: (commit: Commit, answerBy: Promise<void>) => Promise<void>;
};

/** A program that acts for the caller over MCP, as it names itself. */
export type Agent = { readonly client: string };

/** A part of the data with versions of its own: an environment, or `null` for access, which is all keys and people. */
export type Place = EnvironmentKey | null;
export type Versions = ReadonlyMap<Place, RulesetVersion>;

/** The changes of a committed transaction, and the versions that it created. */
export type Commit = {
  readonly actor: string;
  readonly agent?: Agent | undefined;
  readonly versions: Versions;
  readonly changes: readonly Change[];
};

/** One change, for the audit trail. */
export type Change = {
  readonly environment: Place;
  readonly action: AuditAction;
  readonly subject: AuditSubject;
  readonly key: string;
  readonly overrideType?: OverrideType;
  /** The user, session or test run of an override for one of these. */
  readonly target?: TargetId | undefined;
  readonly reason?: string | undefined;
  readonly before: unknown;
  readonly after: unknown;
};

/** If `changes` is empty, the transaction is rolled back. Only places that changed get a new version. */
type Written<T> = { readonly result: T; readonly changes: readonly Change[] };

type WrittenInSteps<T> = Written<T> & {
  /**
   * Checks what depends on places that are not locked. It runs when the end of the trail is locked: every other change has
   * either been committed, or makes its own check later.
   */
  readonly check?: () => Promise<void>;
};

/** @param renew see `WriteWork`. */
type Write<T, W = Written<T>> = (em: EntityManager, renew: () => void) => Promise<W>;
type Prepare = (em: EntityManager) => Promise<void>;

/** Time to respond to a write that committed just before its deadline, in milliseconds: 2 s in total by default. */
const AFTER_COMMIT_MS = 100;

/**
 * The only way to change what flags evaluate to. The change, its audit entries, the new versions and the notifications are
 * written in one transaction.
 *
 * The first reads of `write` are sent together with the locking statements, and executed after them. Entities that it leaves
 * unflushed are sent together with the commit.
 *
 * @param prepare runs first, before the environments are locked, so it can create an environment that `write` changes.
 * @throws DomainError ENVIRONMENT_NOT_FOUND, BUSY, DATABASE_UNAVAILABLE, and errors of `write`; then nothing has changed.
 */
export async function changeRuleset<T>(
  ctx: WriteContext,
  environments: readonly EnvironmentKey[],
  write: Write<T>,
  prepare?: Prepare,
): Promise<T> {
  const mayShare = environments.length === 1 && !prepare && !ctx.idempotency;
  return runChange({ ctx, places: environments, prepare, isLong: false, mayShare }, write);
}

/** Like `changeRuleset`, for work in many steps: it does not lock the audit trail until `write` is done. */
export async function changeInSteps<T>(
  ctx: WriteContext,
  environments: readonly EnvironmentKey[],
  write: Write<T, WrittenInSteps<T>>,
  prepare?: Prepare,
): Promise<T> {
  return runChange({ ctx, places: environments, prepare, isLong: true, mayShare: false }, write);
}

/** The only way to change keys and people: like `changeRuleset`, with the version of access. */
export async function changeAccess<T>(ctx: WriteContext, write: Write<T>): Promise<T> {
  return runChange({ ctx, places: [null], prepare: undefined, isLong: false, mayShare: false }, write);
}

/** Thrown to roll back a transaction that has nothing to commit. */
class NothingToCommit<T> extends Error {
  readonly result: T;
  constructor(result: T) {
    super('nothing to commit');
    this.result = result;
  }
}

type ChangeOptions = {
  readonly ctx: WriteContext;
  readonly places: readonly Place[];
  readonly prepare: Prepare | undefined;
  /** Whether the end of the audit trail is locked after `write`, instead of together with the places. */
  readonly isLong: boolean;
  /**
   * Whether the change may commit together with writes before and after it. A change with an idempotency key may not: it would
   * wait for that key while it holds the environment, and two servers could deadlock.
   */
  readonly mayShare: boolean;
};

async function runChange<T>(options: ChangeOptions, write: Write<T, WrittenInSteps<T>>): Promise<T> {
  const { ctx, places } = options;
  const answer = startAnswerLimit(ctx.database.timeouts.requestMs + AFTER_COMMIT_MS);
  try {
    const { result, commit } = await ctx.database.write(
      async (em, renewDeadline, transaction) => {
        const renew = () => {
          renewDeadline();
          answer.renew();
        };
        return writeChange({ ...options, em, transaction, renew }, (inner) => write(inner, renew));
      },
      { places, mayShare: options.mayShare },
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

type WriteChangeOptions = ChangeOptions & {
  readonly em: EntityManager;
  readonly transaction: WriteTransaction;
  readonly renew: () => void;
};

async function writeChange<T>(
  { ctx, em, transaction, places, prepare, isLong, renew }: WriteChangeOptions,
  write: (em: EntityManager) => Promise<WrittenInSteps<T>>,
): Promise<{ readonly result: T; readonly commit: Commit }> {
  const request = ctx.idempotency && { ...ctx.idempotency, actor: ctx.actor };
  const lockOptions = { places, request, withHead: !isLong, prepare: prepare && (() => prepare(em)) };
  const { locked } = transaction;
  const locking = (locked ? Promise.resolve(inheritLocks(locked)) : lockPlaces(transaction, lockOptions)).then(
    async (taken) => {
      if (taken.recalled.isKnown) throw new NothingToCommit(taken.recalled.answer);
      for (const place of places) if (!taken.versions.has(place)) throw await placeNotFound(em, place);
      return taken;
    },
  );
  const startsEarly = transaction.isPipelined && !prepare;
  const writing = startsEarly ? (async () => write(em))() : locking.then(() => write(em));
  const [taken, written] = await Promise.allSettled([locking, writing]);
  // A write that started early may have failed because locking failed, so that error takes precedence.
  if (taken.status === 'rejected') throw taken.reason;
  if (written.status === 'rejected') throw written.reason;
  const { result, changes, check } = written.value;
  if (changes.length === 0) throw new NothingToCommit(result);
  if (!isLong) transaction.keep();
  if (locked) for (const { sql, parameters = [] } of places.map(bumpVersion)) await em.execute(sql, [...parameters]);
  await em.flush();
  const { head = await lockAuditHead(transaction) } = taken.value;
  await check?.();
  const versions = await keepUnchanged(em, taken.value.versions, changes);
  const end = await writeAudit(ctx, em, { versions, changes, head, onBatch: isLong ? renew : () => undefined });
  if (request) await rememberAnswer(em, request, result);
  for (const [environment, version] of versions) await notify(em, { environment, version });
  transaction.leaveLocks({ versions, head: end });
  return { result, commit: { actor: ctx.actor, agent: ctx.agent, versions, changes } };
}

/** The trail has an entry for every version, so places without a change keep theirs. */
async function keepUnchanged(em: EntityManager, versions: Versions, changes: readonly Change[]): Promise<Versions> {
  const changed = new Set(changes.map(({ environment }) => environment));
  const kept = [...versions.keys()].filter((place) => !changed.has(place));
  for (const place of kept) await em.execute('update environments set version = version - 1 where key = ?', [place]);
  return new Map([...versions].filter(([place]) => changed.has(place)));
}

async function placeNotFound(em: EntityManager, place: Place): Promise<Error> {
  return place === null ? new Error('the table "access" has lost its row') : environmentNotFound(em, place);
}

export async function environmentNotFound(em: EntityManager, environment: string): Promise<DomainError> {
  const rows = await em.findAll(EnvironmentRow, { orderBy: { key: 'asc' } });
  return new DomainError({ code: 'ENVIRONMENT_NOT_FOUND', environment, existing: rows.map((row) => row.key) });
}

/** PostgreSQL delivers the notification when the transaction commits, and drops it on a rollback. */
async function notify(em: EntityManager, hint: ChangeHint): Promise<void> {
  await em.execute(`select pg_notify(${CHANNEL_SQL}, ?)`, [JSON.stringify(hint)]);
}
