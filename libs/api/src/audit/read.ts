import {
  AuditSubject,
  DomainError,
  OverrideType,
  type AuditPage,
  type ListAuditInput,
  type TargetId,
} from '@burgee/contracts';
import { AuditRow, toAuditEntry, type Database } from '@burgee/data-access';
import type { FilterQuery } from '@mikro-orm/core';
import { z } from 'zod';

/** Newest first. Entries that are written while somebody pages do not move the ones already seen. */
export async function listAudit(database: Database, input: ListAuditInput): Promise<AuditPage> {
  const before = input.cursor === undefined ? undefined : parseCursor(input.cursor);
  return database.read(async (em) => {
    const rows = await em.find(AuditRow, filterOf(input, before), {
      orderBy: { number: 'desc' },
      limit: input.limit + 1,
    });
    const page = rows.slice(0, input.limit);
    const last = page.at(-1);
    const hasMore = rows.length > page.length && last !== undefined;
    return { items: page.map(toAuditEntry), nextCursor: hasMore ? String(last.number) : null };
  });
}

/** The number of the last entry of the page before. */
const Cursor = z
  .string()
  .regex(/^-?\d{1,15}$/)
  .transform(Number);

function parseCursor(text: string): number {
  const { success, data } = Cursor.safeParse(text);
  if (success) return data;
  throw new DomainError({
    code: 'VALIDATION_FAILED',
    details: [{ path: 'cursor', message: 'use the nextCursor of a page, as it was given' }],
  });
}

function filterOf(
  { environment, flagKey, target, actor, action, type, from, to }: ListAuditInput,
  before?: number,
): FilterQuery<AuditRow> {
  const conditions: FilterQuery<AuditRow>[] = [];
  if (environment) conditions.push({ environment });
  if (flagKey) conditions.push({ key: flagKey, subject: { $in: ['flag', 'override'] } });
  if (target) conditions.push({ target: target as TargetId });
  if (actor) conditions.push({ actor });
  if (action) conditions.push({ action });
  const subject = AuditSubject.safeParse(type);
  if (subject.success) conditions.push({ subject: subject.data });
  else if (type) conditions.push({ overrideType: OverrideType.parse(type) });
  if (from) conditions.push({ at: { $gte: new Date(from) } });
  if (to) conditions.push({ at: { $lt: new Date(to) } });
  if (before !== undefined) conditions.push({ number: { $lt: before } });
  return { $and: conditions };
}
