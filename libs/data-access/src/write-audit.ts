import type { JsonValue } from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import { chain, type LockedHead, moveHead } from './audit-chain.ts';
import type { Change, Place, Versions, WriteContext } from './change-ruleset.ts';
import { AuditRow } from './entities.ts';

type AuditOptions = {
  readonly versions: Versions;
  readonly changes: readonly Change[];
  readonly head: LockedHead;
  readonly onBatch?: () => void;
};

/**
 * Appends an entry for each change to the trail, chained to the previous one.
 *
 * @param head the locked end of the trail. Its time, from the database's clock, becomes the time of the entries.
 * @param onBatch called after each batch of entries.
 * @returns the new end.
 */
export async function writeAudit(
  ctx: Pick<WriteContext, 'actor' | 'newId' | 'auditKey' | 'agent'>,
  em: EntityManager,
  { versions, changes, head, onBatch = () => undefined }: AuditOptions,
): Promise<LockedHead> {
  const parts = new Map<Place, number>();
  const entries = changes.map((change) => {
    const version = versions.get(change.environment);
    if (version === undefined) throw new Error(`a change to ${change.environment ?? 'access'}, which was not locked`);
    const part = parts.get(change.environment) ?? 0;
    parts.set(change.environment, part + 1);
    return {
      ...change,
      id: ctx.newId(),
      version,
      part,
      at: head.at,
      actor: ctx.actor,
      overrideType: change.overrideType ?? null,
      target: change.target ?? null,
      reason: change.reason ?? null,
      via: ctx.agent ? ('mcp' as const) : null,
      client: ctx.agent?.client ?? null,
      before: toStoredJson(change.before),
      after: toStoredJson(change.after),
    };
  });
  const rows = chain(ctx.auditKey, head, entries);
  // In batches: one change may remove thousands of overrides.
  for (let at = 0; at < rows.length; at += AUDIT_BATCH) {
    await em.insertMany(AuditRow, rows.slice(at, at + AUDIT_BATCH));
    onBatch();
  }
  const last = rows.at(-1);
  if (!last) return head;
  await moveHead(em, last);
  return { number: last.number, mac: last.mac, at: head.at };
}

/** As the database will return it, because verification compares that: without undefined fields, and with dates as text. */
function toStoredJson(value: unknown): JsonValue {
  return JSON.parse(JSON.stringify(value ?? null)) as JsonValue;
}

const AUDIT_BATCH = 1_000;
