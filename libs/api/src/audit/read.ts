import {
  type AuditEntry,
  type AuditPage,
  AuditSubject,
  DomainError,
  type ListAuditInput,
  OverrideType,
  type TargetId,
} from '@burgee/contracts';
import { AuditRow, type Database, type EntityManager, toAuditEntry } from '@burgee/data-access';
import { type FilterQuery, raw } from '@mikro-orm/core';
import { z } from 'zod';
import { byActor } from './actors.ts';

/** Lists entries, newest first. Entries written while someone pages do not shift the pages already seen. */
export async function listAudit(database: Database, input: ListAuditInput): Promise<AuditPage> {
  const before = input.cursor === undefined ? undefined : parseCursor(input.cursor);
  return database.read(async (em) => {
    const isBy = input.actor ? await byActor(em, input.actor) : {};
    const rows = await em.find(
      AuditRow,
      { $and: [auditFilter(input, before), isBy] },
      {
        orderBy: { number: 'desc' },
        limit: input.limit + 1,
        exclude: ['before', 'after'],
      },
    );
    const page = rows.slice(0, input.limit);
    const states = await readStates(em, page);
    const last = page.at(-1);
    const hasMore = rows.length > page.length && last !== undefined;
    const items = page.map((row) => toAuditEntry({ ...(row as AuditRow), ...states.get(row.id) }));
    return { items, nextCursor: hasMore ? String(last.number) : null };
  });
}

type States = Pick<AuditEntry, 'before' | 'after'>;

/** The states before and after each entry; a list of users is cut to the first ones. */
async function readStates(em: EntityManager, rows: readonly { id: string }[]): Promise<ReadonlyMap<string, States>> {
  const found: (States & { id: string })[] = await em.execute(
    `select id, ${shortenedState('before')}, ${shortenedState('after')} from audit_entries
     where id in (select jsonb_array_elements_text(?::jsonb)::uuid)`,
    [JSON.stringify(rows.map(({ id }) => id))],
  );
  return new Map(found.map(({ id, before, after }) => [id, { before, after }]));
}

/** Limit of users shown per list: a list may have thousands, and a page hundreds of lists. */
const MAX_SHOWN_USERS = 20;

/**
 * SQL for one side of an entry: a list keeps its first users and its total count, and an entry about many overrides
 * omits their ids.
 */
function shortenedState(side: 'after' | 'before'): string {
  return `case when subject = 'override' and target is null and ${side}->'targets' is not null then ${side} - 'targets'
    when subject = 'override' and target is null and jsonb_array_length(${side}->'users') > ${MAX_SHOWN_USERS}
    then jsonb_set(${side}, '{users}', jsonb_path_query_array(${side}, '$.users[0 to ${MAX_SHOWN_USERS - 1}]'))
    else ${side} end as ${side}`;
}

/** Matches overrides that were changed one by one, and lists that name the user. */
function targetFilter(target: string): FilterQuery<AuditRow> {
  const isListed = raw(
    `(subject = 'override' and override_type = 'user' and target is null and audit_listed_users(before, after) @> ?::jsonb)`,
    [JSON.stringify([target])],
  );
  return { $or: [{ target: target as TargetId }, { [isListed]: [] }] };
}

/** The number of the last entry of the previous page. */
const Cursor = z
  .string()
  .regex(/^-?\d{1,15}$/)
  .transform(Number);

function parseCursor(text: string): number {
  const { success, data } = Cursor.safeParse(text);
  if (success) return data;
  throw new DomainError({
    code: 'VALIDATION_FAILED',
    details: [{ path: 'cursor', message: 'use the nextCursor of a page unchanged' }],
  });
}

function auditFilter(
  { environment, flagKey, target, action, type, from, to }: ListAuditInput,
  before?: number,
): FilterQuery<AuditRow> {
  const conditions: FilterQuery<AuditRow>[] = [];
  if (environment) conditions.push({ environment });
  if (flagKey) conditions.push({ key: flagKey, subject: { $in: ['flag', 'override'] } });
  if (target) conditions.push(targetFilter(target));
  if (action) conditions.push({ action });
  const subject = AuditSubject.safeParse(type);
  if (subject.success) conditions.push({ subject: subject.data });
  else if (type) conditions.push(overrideTypeFilter(OverrideType.parse(type)));
  if (from) conditions.push({ at: { $gte: new Date(from) } });
  if (to) conditions.push({ at: { $lt: new Date(to) } });
  if (before !== undefined) conditions.push({ number: { $lt: before } });
  return { $and: conditions };
}

/** An entry about overrides of several types is about single ids: overrides for everyone have their own entries. */
function overrideTypeFilter(overrideType: OverrideType): FilterQuery<AuditRow> {
  if (overrideType === 'emergency' || overrideType === 'global') return { overrideType };
  return { $or: [{ overrideType }, { subject: 'override', overrideType: null }] };
}
