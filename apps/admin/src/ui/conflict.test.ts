import { describe, expect, it } from 'vitest';
import { conflictsOf, sidesOf } from './conflict.ts';

const base = { rollout: 5, rules: ['a'], expiresAt: null, variants: { a: 1, b: 2 } };

describe('two concurrent changes', () => {
  it('conflict only in fields that both changed', () => {
    const sides = {
      base,
      yours: { ...base, rollout: 10, rules: [] },
      theirs: { ...base, rollout: 25, expiresAt: 'soon' },
    };
    expect(conflictsOf(sides)).toEqual([
      { field: 'rollout', changedBy: 'both' },
      { field: 'rules', changedBy: 'yours' },
      { field: 'expiresAt', changedBy: 'theirs' },
    ]);
  });
  it('do not conflict where both set a field to the same value', () => {
    const changed = { ...base, rollout: 10 };
    expect(conflictsOf({ base, yours: changed, theirs: changed })).toEqual([]);
  });
  it('ignore the order of fields', () => {
    expect(conflictsOf({ base, yours: base, theirs: { ...base, variants: { b: 2, a: 1 } } })).toEqual([]);
  });
  it("keep the user's own values until the user chooses otherwise", () => {
    const sides = { base, yours: { ...base, rollout: 10 }, theirs: { ...base, rollout: 25, rules: [] } };
    expect(sidesOf(sides, {})).toMatchObject({ rollout: 'yours', rules: 'theirs', expiresAt: 'theirs' });
    expect(sidesOf(sides, { rollout: 'theirs' })).toMatchObject({ rollout: 'theirs' });
  });
});
