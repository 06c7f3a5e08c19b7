import { describe, expect, it } from 'vitest';
import { rows } from './all.ts';
import { asMarkdown, type Circumstances } from './report.ts';
import { type Outcome, relaxLimits, resultOf, type Row, worstOf } from './row.ts';

const ROW: Row = {
  id: 'database-away',
  group: 'PostgreSQL',
  title: 'PostgreSQL is unavailable',
  promise: 'R6',
  limits: { 'slowest refusal': { atMost: 2_000, unit: 'ms' }, acknowledged: { atLeast: 10, unit: 'writes/s' } },
  isInCi: true,
  run: async () => ({ worst: {}, violations: [] }),
};
const GOOD: Outcome = { worst: { 'slowest refusal': 1_999.6, acknowledged: 10 }, violations: [] };
const WHERE: Circumstances = {
  date: '2026-11-29',
  commit: 'abc',
  cores: 2,
  node: '24.21.0',
  postgres: '18.4',
  runs: 1,
  command: 'npm run faults',
};

describe('a row', () => {
  it('passes within its limits and without violations', () => {
    expect(resultOf(ROW, GOOD, 1).verdict).toBe('pass');
  });

  it.each([
    ['a value above its limit', { worst: { 'slowest refusal': 2_001, acknowledged: 10 }, violations: [] }],
    ['a value below its limit', { worst: { 'slowest refusal': 1, acknowledged: 9.9 }, violations: [] }],
    ['a value that was not measured', { worst: { 'slowest refusal': 1 }, violations: [] }],
    ['a value that is not a number', { worst: { 'slowest refusal': NaN, acknowledged: 10 }, violations: [] }],
    ['a violation', { ...GOOD, violations: ['a write is lost'] }],
  ] as const)('fails with %s', (_, outcome) => {
    expect(resultOf(ROW, outcome, 1).verdict).toBe('fail');
  });

  it('allows 4 times the duration and a quarter of the rate on the busy machines of .ci/run, but no violation', () => {
    const relaxed = relaxLimits(ROW);
    const verdictOf = (refusal: number, acknowledged: number, violations: string[] = []) =>
      resultOf(relaxed, { worst: { 'slowest refusal': refusal, acknowledged }, violations }, 1).verdict;
    expect(verdictOf(8_000, 2.5)).toBe('pass');
    expect([verdictOf(8_001, 2.5), verdictOf(8_000, 2.4), verdictOf(1, 10, ['a write is lost'])]).toEqual(
      Array(3).fill('fail'),
    );
  });

  it('has the worst values of several runs', () => {
    const good = resultOf(ROW, GOOD, 1);
    const slow = resultOf(
      ROW,
      { worst: { 'slowest refusal': 2_500, acknowledged: 12 }, violations: ['a write is lost'] },
      2,
    );
    for (const runs of [
      [good, slow],
      [slow, good],
    ]) {
      expect(worstOf(runs)).toMatchObject({
        verdict: 'fail',
        worst: { 'slowest refusal': 2_500, acknowledged: 10 },
        violations: ['a write is lost'],
        tookMs: 3,
      });
    }
    expect(worstOf([good])).toEqual(good);
    expect(worstOf([good, resultOf(ROW, { worst: {}, violations: [] }, 1)]).worst).toEqual({
      'slowest refusal': NaN,
      acknowledged: NaN,
    });
  });

  it('has a unique id', () => {
    expect(new Set(rows.map(({ id }) => id)).size).toBe(rows.length);
  });
});

describe('the page', () => {
  it('has a table for each group, then lists failed and not applicable rows', () => {
    const results = [
      resultOf(ROW, { worst: { 'slowest refusal': 2_500, acknowledged: 10 }, violations: ['a | b_c'] }, 1),
      resultOf({ ...ROW, id: 'deltas' }, { notApplicable: 'There are none.' }, 1),
    ];
    const page = asMarkdown(results, WHERE);
    expect(page).toContain('| Result | 0 pass, 1 fail, 1 not applicable |');
    expect(page).toContain('slowest refusal <= 2,000 ms; acknowledged >= 10 writes/s; 0 violations');
    expect(page).toContain('slowest refusal 2,500 ms (!); acknowledged 10 writes/s; 1 violations | **FAIL** |');
    expect(page).toContain('## Failed\n\n- `database-away`: a | b\\_c');
    expect(page).toContain('## Not applicable\n\n- `deltas`: There are none.');
    expect(asMarkdown(results, WHERE)).toBe(page);
  });
});
