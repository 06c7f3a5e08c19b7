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
import { databaseTime } from './database-time.ts';
import type { Database } from './database.ts';
import { EnvironmentRow } from './entities.ts';
import { recall, remember, type Idempotency } from './idempotency.ts';
import { CHANNEL, type ChangeHint } from './listen.ts';
import { writeAudit } from './write-audit.ts';

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

/** @param renew see `Database.write`. */
type Write<T> = (em: EntityManager, renew: () => void) => Promise<Written<T>>;

/** Left for the answer of a write that committed just before its deadline, in milliseconds: 2 s in total by default. */
const AFTER_COMMIT_MS = 100;

/** Takes a transaction back that turned out to change nothing. */
const NOTHING_CHANGED = new Error('nothing changed');

/**
 * The one way to change what flags evaluate to: all or nothing of the change, its audit entries, the new versions and the
 * notifications, in one transaction.
 *
 * @param prepare runs first, before the environments are locked: an environment that is to be changed may be made there.
 * @throws DomainError ENVIRONMENT_NOT_FOUND, DATABASE_UNAVAILABLE, and what `write` throws; then nothing has changed.
 */
export async function changeRuleset<T>(
  ctx: WriteContext,
  environments: readonly EnvironmentKey[],
  write: Write<T>,
  prepare?: (em: EntityManager) => Promise<void>,
): Promise<T> {
  return change(ctx, write, async (em) => {
    await prepare?.(em);
    return bumpVersions(em, environments);
  });
}

/** The one way to change keys and people: like `changeRuleset`, with the version of access. */
export async function changeAccess<T>(ctx: WriteContext, write: Write<T>): Promise<T> {
  return change(ctx, write, bumpAccess);
}

async function change<T>(
  ctx: WriteContext,
  write: Write<T>,
  lock: (em: EntityManager) => Promise<Versions>,
): Promise<T> {
  let unchanged: { readonly result: T } | undefined;
  const answer = startAnswerLimit(ctx.database.timeouts.requestMs + AFTER_COMMIT_MS);
  try {
    const written = await ctx.database.write(async (em, renewDeadline) => {
      const renew = () => {
        renewDeadline();
        answer.renew();
      };
      const asked = ctx.idempotency && { ...ctx.idempotency, actor: ctx.actor, now: await databaseTime(em) };
      const recalled = asked && (await recall(em, asked));
      if (recalled?.isKnown) return { result: recalled.answer as T, commit: undefined };
      const versions = await lock(em);
      const { result, changes } = await write(em, renew);
      if (changes.length === 0) {
        unchanged = { result };
        throw NOTHING_CHANGED;
      }
      await writeAudit(ctx, em, versions, changes);
      if (asked) await remember(em, asked, result);
      for (const [environment, version] of versions) await notify(em, { environment, version });
      return { result, commit: { actor: ctx.actor, versions, changes } };
    });
    if (written.commit) await ctx.committed(written.commit, answer.isDue);
    return written.result;
  } catch (error) {
    if (error === NOTHING_CHANGED && unchanged) return unchanged.result;
    throw error;
  } finally {
    answer.stop();
  }
}

/**
 * Lock first: writers queue here, so versions become visible in commit order. In the order of keys, so that writers of
 * several environments cannot wait for one another.
 */
async function bumpVersions(em: EntityManager, environments: readonly EnvironmentKey[]): Promise<Versions> {
  const versions = new Map<EnvironmentKey, RulesetVersion>();
  for (const key of [...new Set(environments)].sort()) {
    const [row]: { version: RulesetVersion }[] = await em.execute(
      'update environments set version = version + 1 where key = ? returning version',
      [key],
    );
    if (!row) throw await environmentNotFound(em, key);
    versions.set(key, row.version);
  }
  return versions;
}

async function bumpAccess(em: EntityManager): Promise<Versions> {
  const [row]: { version: RulesetVersion }[] = await em.execute(
    'update access set version = version + 1 returning version',
  );
  if (!row) throw new Error('the table "access" has lost its row');
  return new Map([[null, row.version]]);
}

export async function environmentNotFound(em: EntityManager, environment: string): Promise<DomainError> {
  const rows = await em.findAll(EnvironmentRow, { orderBy: { key: 'asc' } });
  return new DomainError({ code: 'ENVIRONMENT_NOT_FOUND', environment, existing: rows.map((row) => row.key) });
}

/** Delivered when the transaction commits, dropped when it does not. */
async function notify(em: EntityManager, hint: ChangeHint): Promise<void> {
  await em.execute('select pg_notify(?, ?)', [CHANNEL, JSON.stringify(hint)]);
}
