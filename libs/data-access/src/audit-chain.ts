import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import canonicalize from 'canonicalize';
import { createHmac, type KeyObject } from 'node:crypto';
import type { AuditRow } from './entities.ts';
import { textUnstorable } from './failures.ts';
import type { Row, Statement } from './write-transaction.ts';

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
  const content = { ...entry, at: entry.at.toISOString() };
  return sealOf(key, [before.mac, before.number + 1, ...CHAINED.map((field) => content[field])]);
}

/** Vouches for where the old end of the trail was cut off: the entries after it still chain to `last`. */
function sealOfCut(key: KeyObject, last: Link): string {
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

/** Both ends of the chain: the newest link, and the last of those that were cut off, with what vouches for the cut. */
export type Ends = { readonly head: Link; readonly cut: Link & { readonly seal: string } };

export async function readEnds(em: EntityManager, isLocked = false): Promise<Ends> {
  const [row]: { number: number; mac: string; cut_number: number; cut_mac: string; cut_seal: string }[] =
    await em.execute(
      `select number::float8 as number, mac, cut_number::float8 as cut_number, cut_mac, cut_seal from audit_head
       ${isLocked ? 'for update' : ''}`,
    );
  if (!row) throw new Error('the table "audit_head" has lost its row');
  const { number, mac, cut_number, cut_mac, cut_seal } = row;
  return { head: { number, mac }, cut: { number: cut_number, mac: cut_mac, seal: cut_seal } };
}

/** The newest link, and the database's time once nobody else can append: entries follow one another in time as well. */
export type LockedHead = Link & { readonly at: Date };

/** Until the transaction ends nobody else appends. The time is read after the lock, which is what the inner query is for. */
export const HEAD_UNDER_LOCK: Statement = {
  sql: `select number, mac, floor(extract(epoch from clock_timestamp()) * 1000)::float8 as at
        from (select number::float8 as number, mac from audit_head for update) as head`,
};

export function headOf([row]: readonly Row[] = []): LockedHead {
  if (!row) throw new Error('the table "audit_head" has lost its row');
  return { number: row['number'] as number, mac: row['mac'] as string, at: new Date(row['at'] as number) };
}

export async function moveHead(em: EntityManager, { number, mac }: Link): Promise<void> {
  await em.execute('update audit_head set number = ?, mac = ?', [number, mac]);
}

/** Notes that everything up to `last` is gone. Only under the lock of the head. */
export async function moveCut(em: EntityManager, key: KeyObject, { number, mac }: Link): Promise<void> {
  const seal = sealOfCut(key, { number, mac });
  await em.execute('update audit_head set cut_number = ?, cut_mac = ?, cut_seal = ?', [number, mac, seal]);
}

/** Whether retention made this cut. Where nothing was cut off, there is nothing to vouch for. */
export function isSealed(key: KeyObject, { seal, ...last }: Ends['cut']): boolean {
  return seal === (last.number === 0 && last.mac === '' ? '' : sealOfCut(key, last));
}
