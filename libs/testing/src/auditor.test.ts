import { describe, expect, it } from 'vitest';
import { audit, type Books, type TrailEntry } from './auditor.ts';
import { type Attempt, createLedger } from './ledger.ts';

function attempt(outcome: Attempt['outcome']): Attempt {
  return { outcome, ms: 1, at: 0 };
}

function writesOf(...attempts: readonly Attempt['outcome'][][]) {
  const ledger = createLedger();
  for (const [at, outcomes] of attempts.entries()) {
    const entry = ledger.begin({ id: `write ${at + 1}`, key: 'count', value: at + 1 });
    for (const outcome of outcomes) entry.attempted(attempt(outcome));
  }
  return ledger.writes;
}

function anEntry(number: number, fields: Partial<TrailEntry> = {}): TrailEntry {
  const reason = `write ${number}`;
  return {
    number,
    environment: 'production',
    version: number,
    part: 0,
    key: 'count',
    reason,
    value: number,
    ...fields,
  };
}

/** Two acknowledged writes, and consistent books. */
const HONEST: Books = {
  writes: writesOf(['acknowledged'], ['unavailable', 'acknowledged']),
  trail: [anEntry(1), anEntry(2)],
  rows: { count: 2 },
  versions: { production: 2 },
};

describe('an auditor', () => {
  it('accepts consistent books', () => {
    expect(audit(HONEST)).toEqual([]);
  });

  it('reports an acknowledged write that is lost', () => {
    const lost = { ...HONEST, trail: [anEntry(1)], rows: { count: 1 }, versions: { production: 1 } };
    expect(audit(lost)).toEqual(['count = 2 was acknowledged and is lost']);
  });

  it('reports a write with two entries', () => {
    const twice = { ...HONEST, trail: [...HONEST.trail, anEntry(3, { reason: 'write 2', value: 2 })] };
    expect(audit({ ...twice, versions: { production: 3 } })).toEqual(['count = 2 has 2 entries']);
  });

  it('reports a refused write that is stored, and accepts one with an unknown outcome either way', () => {
    const writes = writesOf(['refused'], ['unavailable'], ['unavailable', 'unknown']);
    expect(audit({ ...HONEST, writes })).toEqual(['count = 1 was refused and is written']);
  });

  it('reports a value that differs from the acknowledged one, in the trail and in the row', () => {
    expect(audit({ ...HONEST, trail: [anEntry(1), anEntry(2, { value: 7 })] })).toEqual([
      'count = 2 is written as 7',
      'count is 2, but its last entry says 7',
    ]);
    expect(audit({ ...HONEST, rows: { count: 1 } })).toEqual(['count is 1, but its last entry says 2']);
  });

  it('reports gaps in numbers and versions', () => {
    const trail = [anEntry(1), anEntry(3, { reason: 'write 2', value: 2 })];
    expect(audit({ ...HONEST, trail, versions: { production: 3 } })).toEqual([
      'entry 1 is followed by 3',
      'production: version 1 is followed by 3',
    ]);
    expect(audit({ ...HONEST, versions: { production: 5 } })).toEqual(['production is at version 5, its trail at 2']);
  });
});
