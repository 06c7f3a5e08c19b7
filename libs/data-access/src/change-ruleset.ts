import {
  DomainError,
  type AuditAction,
  type AuditSubject,
  type EnvironmentKey,
  type JsonValue,
  type OverrideType,
  type RulesetVersion,
  type TargetId,
} from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import type { Database } from './database.ts';
import { AuditRow, EnvironmentRow } from './entities.ts';
import { recall, remember, type Idempotency } from './idempotency.ts';
import { CHANNEL, type ChangeHint } from './listen.ts';

/** Who writes, with which clock and which ids. */
export type WriteContext = {
  readonly database: Database;
  readonly actor: string;
  readonly now: () => Date;
  readonly newId: () => string;
  /** Where the caller may ask twice for the same change. */
  readonly idempotency?: Idempotency | undefined;
  /** Called after the commit, so that who wrote reads what was written. Must not fail: the change is there. */
  readonly committed: (commit: Commit) => Promise<void>;
};

/** What a transaction changed, and the versions that it made. */
export type Commit = {
  readonly actor: string;
  readonly versions: ReadonlyMap<EnvironmentKey, RulesetVersion>;
  readonly changes: readonly Change[];
};

/** What a write did, for the audit trail. */
export type Change = {
  readonly environment: EnvironmentKey;
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
export type Written<T> = { readonly result: T; readonly changes: readonly Change[] };

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
  write: (em: EntityManager) => Promise<Written<T>>,
  prepare?: (em: EntityManager) => Promise<void>,
): Promise<T> {
  let unchanged: { readonly result: T } | undefined;
  try {
    const written = await ctx.database.write(async (em) => {
      const asked = ctx.idempotency && { ...ctx.idempotency, actor: ctx.actor, now: ctx.now() };
      const recalled = asked && (await recall(em, asked));
      if (recalled?.isKnown) return { result: recalled.answer as T, commit: undefined };
      await prepare?.(em);
      const versions = await bumpVersions(em, environments);
      const { result, changes } = await write(em);
      if (changes.length === 0) {
        unchanged = { result };
        throw NOTHING_CHANGED;
      }
      await writeAudit(ctx, em, versions, changes);
      if (asked) await remember(em, asked, result);
      for (const [environment, version] of versions) await notify(em, { environment, version });
      return { result, commit: { actor: ctx.actor, versions, changes } };
    });
    if (written.commit) await ctx.committed(written.commit);
    return written.result;
  } catch (error) {
    if (error === NOTHING_CHANGED && unchanged) return unchanged.result;
    throw error;
  }
}

/**
 * Lock first: writers queue here, so versions become visible in commit order. In the order of keys, so that writers of
 * several environments cannot wait for one another.
 */
async function bumpVersions(em: EntityManager, environments: readonly EnvironmentKey[]) {
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

export async function environmentNotFound(em: EntityManager, environment: string): Promise<DomainError> {
  const rows = await em.findAll(EnvironmentRow, { orderBy: { key: 'asc' } });
  return new DomainError({ code: 'ENVIRONMENT_NOT_FOUND', environment, existing: rows.map((row) => row.key) });
}

async function writeAudit(
  ctx: WriteContext,
  em: EntityManager,
  versions: ReadonlyMap<EnvironmentKey, RulesetVersion>,
  changes: readonly Change[],
): Promise<void> {
  const parts = new Map<EnvironmentKey, number>();
  const rows = changes.map((change) => {
    const version = versions.get(change.environment);
    if (version === undefined) throw new Error(`a change of ${change.environment}, which was not locked`);
    const part = parts.get(change.environment) ?? 0;
    parts.set(change.environment, part + 1);
    return {
      ...change,
      id: ctx.newId(),
      version,
      part,
      at: ctx.now(),
      actor: ctx.actor,
      overrideType: change.overrideType ?? null,
      target: change.target ?? null,
      reason: change.reason ?? null,
      before: (change.before ?? null) as JsonValue,
      after: (change.after ?? null) as JsonValue,
    };
  });
  // Not one by one: with a flag thousands of overrides may go.
  for (let at = 0; at < rows.length; at += AUDIT_BATCH) await em.insertMany(AuditRow, rows.slice(at, at + AUDIT_BATCH));
}

const AUDIT_BATCH = 1_000;

/** Delivered when the transaction commits, dropped when it does not. */
async function notify(em: EntityManager, hint: ChangeHint): Promise<void> {
  await em.execute('select pg_notify(?, ?)', [CHANNEL, JSON.stringify(hint)]);
}
