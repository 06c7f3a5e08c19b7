import type { RulesetVersion } from '@burgee/contracts';
import { HEAD_UNDER_LOCK, headOf, type LockedHead } from './audit-chain.ts';
import type { Place, Versions } from './change-ruleset.ts';
import { recallStatements, recalledFrom, type Asked, type Recalled } from './idempotency.ts';
import type { Row, Statement, WriteTransaction } from './write-transaction.ts';

/**
 * Shares of the time that is left. PostgreSQL may wait twice for a row: for its turn among those who wait, and then for the
 * row, each for as long as this. Together they leave a fifth of the time, so that PostgreSQL reports a lock that is not free
 * before the caller's deadline, which would look like a database that does not answer.
 */
const PLACE_SHARE = 0.3;
const HEAD_SHARE = 0.1;

type Taken = {
  readonly recalled: Recalled;
  /** The new versions of the places that exist. */
  readonly versions: Versions;
  /** `undefined` where it was not asked for. */
  readonly head: LockedHead | undefined;
};

/** The places and the end of the trail that a transaction holds, as they are at the end of a write. */
export type Locked = { readonly versions: Versions; readonly head: LockedHead };

type Wanted = {
  readonly places: readonly Place[];
  readonly asked: Asked | undefined;
  /** Whether to lock the end of the audit trail, too. */
  readonly withHead: boolean;
  /** Runs after the key is taken, and before the places are. */
  readonly prepare?: (() => Promise<void>) | undefined;
};

/**
 * Issues every statement that locks, in the one order that all writers keep, so that none of them can deadlock: the
 * idempotency key, the places in the order of their keys, the end of the trail. A place that waits does not hold the trail.
 */
export async function takePlaces(
  transaction: WriteTransaction,
  { places, asked, withHead, prepare }: Wanted,
): Promise<Taken> {
  const recalling = asked ? recallStatements(asked) : [];
  const opening = [...transaction.lockTimeout(PLACE_SHARE), ...recalling];
  const closing = withHead ? [...transaction.lockTimeout(HEAD_SHARE), HEAD_UNDER_LOCK] : [];
  const locking = [...inOrder(places).map(bump), ...closing];
  const rows = await transaction.send(prepare ? opening : [...opening, ...locking]);
  const recalled = asked ? recalledFrom(asked, rows.slice(opening.length - recalling.length)) : NOT_ASKED;
  if (!prepare) return { recalled, ...lockedIn(rows.slice(opening.length)) };
  if (recalled.isKnown) return { recalled, versions: new Map(), head: undefined };
  await prepare();
  return { recalled, ...lockedIn(await transaction.send(locking)) };

  function lockedIn(locked: readonly Row[][]): Omit<Taken, 'recalled'> {
    return { versions: versionsIn(inOrder(places), locked), head: withHead ? headOf(locked.at(-1)) : undefined };
  }
}

const NOT_ASKED: Recalled = { isKnown: false };

/** Takes over the locks of the write before: it committed nothing yet, and its versions are not visible to others. */
export function takeOver({ versions, head }: Locked): Taken {
  const next = new Map<Place, RulesetVersion>();
  for (const [place, version] of versions) next.set(place, (version + 1) as RulesetVersion);
  return { recalled: NOT_ASKED, versions: next, head };
}

function versionsIn(places: readonly Place[], rows: readonly Row[][]): Versions {
  const versions = new Map<Place, RulesetVersion>();
  for (const [index, place] of places.entries()) {
    const version = rows[index]?.[0]?.['version'] as RulesetVersion | undefined;
    if (version !== undefined) versions.set(place, version);
  }
  return versions;
}

/** Takes the end of the trail for a write that did not at its start. */
export async function takeHead(transaction: WriteTransaction): Promise<LockedHead> {
  const rows = await transaction.send([...transaction.lockTimeout(HEAD_SHARE), HEAD_UNDER_LOCK]);
  return headOf(rows.at(-1));
}

/** Each once. Writers of one place queue at its row, so versions become visible in commit order. */
export function bump(place: Place): Statement {
  if (place === null) return { sql: 'update access set version = version + 1 returning version' };
  return { sql: 'update environments set version = version + 1 where key = ? returning version', parameters: [place] };
}

export function inOrder(places: readonly Place[]): Place[] {
  return [...new Set(places)].sort((one, other) => ((one ?? '') < (other ?? '') ? -1 : 1));
}
