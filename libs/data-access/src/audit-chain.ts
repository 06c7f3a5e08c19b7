import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import canonicalize from 'canonicalize';
import { createHmac, type KeyObject } from 'node:crypto';
import type { AuditRow } from './entities.ts';
import { textUnstorable } from './failures.ts';

/**
 * The audit trail as a chain: entries are numbered without gaps, and each carries an HMAC over itself and the one before.
 * Who has the database and not the key can neither change, remove, insert nor reorder one without breaking it.
 */

/** Where an entry stands, and what vouches for it and all before it: HMAC-SHA256, base64url. */
export type Link = { readonly number: number; readonly mac: string };

/** All of an entry that the trail tells. */
const CHAINED = [
  'id',
  'environment',
  'version',
  'part',
  'at',
  'actor',
  'action',
  'subject',
  'key',
  'overrideType',
  'target',
  'reason',
  'before',
  'after',
] as const satisfies readonly (keyof AuditRow)[];
export type ChainedEntry = Pick<AuditRow, (typeof CHAINED)[number]>;

/** `entries` with their links: they follow `head`, in this order. */
export function chain<E extends ChainedEntry>(key: KeyObject, head: Link, entries: readonly E[]): (E & Link)[] {
  let last = head;
  return entries.map((entry) => {
    last = { number: last.number + 1, mac: macOf(key, last, entry) };
    return { ...entry, ...last };
  });
}

function macOf(key: KeyObject, before: Link, entry: ChainedEntry): string {
  const at = entry.at.toISOString();
  // As the database gives it back: without what is undefined, and with dates as text.
  const content = { ...entry, at, before: asJson(entry.before), after: asJson(entry.after) };
  return sealOf(key, [before.mac, before.number + 1, ...CHAINED.map((field) => content[field])]);
}

/** Vouches for where the old end of the trail was cut off: the entries after it still chain to `last`. */
export function sealOfCut(key: KeyObject, last: Link): string {
  return sealOf(key, ['cut', last.number, last.mac]);
}

/** In one spelling, whatever order the fields come in. Source: RFC 8785, which has no spelling for half a surrogate pair. */
function sealOf(key: KeyObject, content: readonly unknown[]): string {
  return createHmac('sha256', key).update(canonical(content)).digest('base64url');
}

function canonical(content: readonly unknown[]): string {
  try {
    return canonicalize(content) ?? '';
  } catch {
    throw textUnstorable();
  }
}

function asJson(value: unknown): unknown {
  return JSON.parse(JSON.stringify(value ?? null));
}

/** The newest link. Until the transaction ends nobody else appends. */
export async function lockHead(em: EntityManager): Promise<Link> {
  const [head]: Link[] = await em.execute('select number::float8 as number, mac from audit_head for update');
  if (!head) throw new Error('the table "audit_head" has lost its row');
  return head;
}

export async function moveHead(em: EntityManager, { number, mac }: Link): Promise<void> {
  await em.execute('update audit_head set number = ?, mac = ?', [number, mac]);
}
