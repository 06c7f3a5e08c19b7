import { outcomeOf, type Write } from './ledger.ts';

/** The fields of an audit entry that the auditor compares. */
export type TrailEntry = {
  readonly number: number;
  readonly environment: string | null;
  readonly version: number;
  readonly part: number;
  readonly key: string;
  /** The id of a write of the ledger, or anything else. */
  readonly reason: string | null;
  /** The value of the counter after the change. */
  readonly value: number | undefined;
};

export type Books = {
  readonly writes: readonly Write[];
  /** Sorted by number. */
  readonly trail: readonly TrailEntry[];
  /** The values of the counters in the rows of the flags. */
  readonly rows: Readonly<Record<string, number>>;
  /** The version in the row of each environment. */
  readonly versions: Readonly<Record<string, number>>;
};

/**
 * Compares the ledger with the audit trail and the rows: each acknowledged write has exactly one entry, each refused
 * write has none, numbers and versions have no gaps, and each row has the value of its last entry.
 *
 * @returns one sentence per inconsistency.
 */
export function audit({ writes, trail, rows, versions }: Books): string[] {
  return [...compareEntries(writes, trail), ...findGaps(trail), ...compareVersions(trail, versions), ...compareRows()];

  function compareRows(): string[] {
    const last = new Map(trail.map(({ key, value }) => [key, value]));
    return Object.entries(rows).flatMap(([key, value]) => {
      const audited = last.get(key);
      return audited === undefined || audited === value
        ? []
        : [`${key} is ${value}, but its last entry says ${audited}`];
    });
  }
}

function compareEntries(writes: readonly Write[], trail: readonly TrailEntry[]): string[] {
  const entries = Map.groupBy(trail, ({ reason }) => reason);
  return writes.flatMap((write) => {
    const found = entries.get(write.id) ?? [];
    const what = `${write.key} = ${write.value}`;
    const outcome = outcomeOf(write);
    if (found.length > 1) return [`${what} has ${found.length} entries`];
    if (outcome === 'acknowledged' && found.length === 0) return [`${what} was acknowledged and is lost`];
    if (outcome === 'refused' && found.length > 0) return [`${what} was refused and is written`];
    const value = found[0]?.value;
    return value !== undefined && value !== write.value ? [`${what} is written as ${value}`] : [];
  });
}

function findGaps(trail: readonly TrailEntry[]): string[] {
  return trail.slice(1).flatMap(({ number }, at) => {
    const before = trail[at]?.number ?? 0;
    return number === before + 1 ? [] : [`entry ${before} is followed by ${number}`];
  });
}

function compareVersions(trail: readonly TrailEntry[], versions: Readonly<Record<string, number>>): string[] {
  return [...Map.groupBy(trail, ({ environment }) => environment)].flatMap(([environment, entries]) => {
    if (environment === null) return [];
    const problems: string[] = [];
    let last = 0;
    for (const { version, part } of entries) {
      const isNext = last === 0 || version === last + 1 || (version === last && part > 0);
      if (!isNext) problems.push(`${environment}: version ${last} is followed by ${version}`);
      last = version;
    }
    const current = versions[environment];
    if (current !== last) problems.push(`${environment} is at version ${current}, its trail at ${last}`);
    return problems;
  });
}
