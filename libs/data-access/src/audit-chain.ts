import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import canonicalize from 'canonicalize';
import { createHmac, type KeyObject } from 'node:crypto';
import type { AuditRow } from './entities.ts';
import { unstorableTextError } from './failures.ts';
import type { Row, Statement } from './write-transaction.ts';

/**
 * The audit trail as a chain: entries are numbered without gaps, and each carries an HMAC over itself and the previous one.
 * Someone who has the database but not the key cannot change, remove, insert or reorder an entry without breaking it.
 */

/** The position of an entry, and the HMAC-SHA256, in base64url, that authenticates it and all entries before it. */
export type Link = { readonly number: number; readonly mac: string };

/** The fields of an entry that its HMAC covers. */
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
/** Covered as well if the change was made over MCP; see `computeEntryMac`. */
type AgentFields = 'via' | 'client';
export type ChainedEntry = Pick<AuditRow, (typeof CHAINED)[number] | AgentFields>;

/** Returns `entries` with their links, chained to `head` in this order. */
export function chain<E extends ChainedEntry>(key: KeyObject, head: Link, entries: readonly E[]): (E & Link)[] {
  let last = head;
  return entries.map((entry) => {
    last = { number: last.number + 1, mac: computeEntryMac(key, last, entry) };
    return { ...entry, ...last };
  });
}

function computeEntryMac(key: KeyObject, before: Link, entry: ChainedEntry): string {
  const content = { ...entry, at: entry.at.toISOString() };
  const fields = CHAINED.map((field) => content[field]);
  // Entries without an agent keep the HMAC that they had before these columns existed.
  const agent = entry.via ? [entry.via, entry.client] : [];
  return computeHmac(key, [before.mac, before.number + 1, ...fields, ...agent]);
}

/** Authenticates a cut of the trail's old end: the entries after it still chain to `last`. */
function computeCutSeal(key: KeyObject, last: Link): string {
  return computeHmac(key, ['cut', last.number, last.mac]);
}

/** Hashes canonical JSON, which is the same for any order of the fields. */
function computeHmac(key: KeyObject, content: readonly unknown[]): string {
  return createHmac('sha256', key).update(toCanonicalJson(content)).digest('base64url');
}

/** Source: RFC 8785, which cannot represent an unpaired surrogate. */
function toCanonicalJson(content: readonly unknown[]): string {
  try {
    return canonicalize(content) ?? '';
  } catch {
    throw unstorableTextError();
  }
}

/** Both ends of the chain: the newest link, and the last link that was cut off, with the seal that authenticates the cut. */
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

/** The newest link, and the database's time under the lock, so that entries are in order of time as well. */
export type LockedHead = Link & { readonly at: Date };

/** No one else appends until the transaction ends. The inner query makes sure that the time is read after the lock. */
export const LOCK_AUDIT_HEAD: Statement = {
  sql: `select number, mac, floor(extract(epoch from clock_timestamp()) * 1000)::float8 as at
        from (select number::float8 as number, mac from audit_head for update) as head`,
};

export function parseLockedHead([row]: readonly Row[] = []): LockedHead {
  if (!row) throw new Error('the table "audit_head" has lost its row');
  return { number: row['number'] as number, mac: row['mac'] as string, at: new Date(row['at'] as number) };
}

export async function moveHead(em: EntityManager, { number, mac }: Link): Promise<void> {
  await em.execute('update audit_head set number = ?, mac = ?', [number, mac]);
}

/** Records that everything up to this link was deleted. The caller must hold the lock of the head. */
export async function moveCut(em: EntityManager, key: KeyObject, { number, mac }: Link): Promise<void> {
  const seal = computeCutSeal(key, { number, mac });
  await em.execute('update audit_head set cut_number = ?, cut_mac = ?, cut_seal = ?', [number, mac, seal]);
}

/** Whether retention made this cut. If nothing was cut off, the seal is empty. */
export function isSealed(key: KeyObject, { seal, ...last }: Ends['cut']): boolean {
  return seal === (last.number === 0 && last.mac === '' ? '' : computeCutSeal(key, last));
}
