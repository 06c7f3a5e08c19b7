import type { RulesetVersion } from '@burgee/contracts';
import { LOCK_AUDIT_HEAD, type LockedHead, parseLockedHead } from './audit-chain.ts';
import type { Place, Versions } from './change-ruleset.ts';
import {
  type IdempotentRequest,
  parseRecalledAnswer,
  recallAnswerStatements,
  type RecalledAnswer,
} from './idempotency.ts';
import type { Row, Statement, WriteTransaction } from './write-transaction.ts';

/**
 * Lock timeouts, as shares of the remaining time. PostgreSQL may wait twice for a row, each time this long: first for its turn
 * among the waiting transactions, then for the row. In total they leave a fifth of the time, so that PostgreSQL reports an
 * unavailable lock before the caller's deadline, after which the database would seem unreachable.
 */
const PLACE_SHARE = 0.3;
const HEAD_SHARE = 0.1;

type LockResult = {
  readonly recalled: RecalledAnswer;
  /** The new versions of the places that exist. */
  readonly versions: Versions;
  /** `undefined` unless requested. */
  readonly head: LockedHead | undefined;
};

/** The places and the end of the trail that a transaction has locked, in their state after a write. */
export type Locked = { readonly versions: Versions; readonly head: LockedHead };

type LockOptions = {
  readonly places: readonly Place[];
  readonly request: IdempotentRequest | undefined;
  /** Whether to lock the end of the audit trail as well. */
  readonly withHead: boolean;
  /** Runs after the idempotency key is reserved, and before the places are locked. */
  readonly prepare?: (() => Promise<void>) | undefined;
};

/**
 * Issues all locking statements in the order that all writers share, so that none of them can deadlock: the idempotency key,
 * the places in the order of their keys, the end of the trail. A write that waits for a place does not lock the trail.
 */
export async function lockPlaces(
  transaction: WriteTransaction,
  { places, request, withHead, prepare }: LockOptions,
): Promise<LockResult> {
  const recalling = request ? recallAnswerStatements(request) : [];
  const opening = [...transaction.lockTimeout(PLACE_SHARE), ...recalling];
  const closing = withHead ? [...transaction.lockTimeout(HEAD_SHARE), LOCK_AUDIT_HEAD] : [];
  const locking = [...inOrder(places).map(bumpVersion), ...closing];
  const rows = await transaction.send(prepare ? opening : [...opening, ...locking]);
  const recalled = request ? parseRecalledAnswer(request, rows.slice(opening.length - recalling.length)) : NOT_REPEATED;
  if (!prepare) return { recalled, ...parseLocks(rows.slice(opening.length)) };
  if (recalled.isKnown) return { recalled, versions: new Map(), head: undefined };
  await prepare();
  return { recalled, ...parseLocks(await transaction.send(locking)) };

  function parseLocks(locked: readonly Row[][]): Omit<LockResult, 'recalled'> {
    return {
      versions: parseVersions(inOrder(places), locked),
      head: withHead ? parseLockedHead(locked.at(-1)) : undefined,
    };
  }
}

const NOT_REPEATED: RecalledAnswer = { isKnown: false };

/** Inherits the locks of the previous write, which has not committed: its versions are not yet visible to others. */
export function inheritLocks({ versions, head }: Locked): LockResult {
  const next = new Map<Place, RulesetVersion>();
  for (const [place, version] of versions) next.set(place, (version + 1) as RulesetVersion);
  return { recalled: NOT_REPEATED, versions: next, head };
}

function parseVersions(places: readonly Place[], rows: readonly Row[][]): Versions {
  const versions = new Map<Place, RulesetVersion>();
  for (const [index, place] of places.entries()) {
    const version = rows[index]?.[0]?.['version'] as RulesetVersion | undefined;
    if (version !== undefined) versions.set(place, version);
  }
  return versions;
}

/** Locks the end of the trail for a write that did not lock it at its start. */
export async function lockAuditHead(transaction: WriteTransaction): Promise<LockedHead> {
  const rows = await transaction.send([...transaction.lockTimeout(HEAD_SHARE), LOCK_AUDIT_HEAD]);
  return parseLockedHead(rows.at(-1));
}

/** Also locks the place: its writers queue at this row, so versions become visible in commit order. */
export function bumpVersion(place: Place): Statement {
  if (place === null) return { sql: 'update access set version = version + 1 returning version' };
  return { sql: 'update environments set version = version + 1 where key = ? returning version', parameters: [place] };
}

/** Returns each place once, in the order in which all writers lock them. */
export function inOrder(places: readonly Place[]): Place[] {
  return [...new Set(places)].sort((one, other) => ((one ?? '') < (other ?? '') ? -1 : 1));
}
