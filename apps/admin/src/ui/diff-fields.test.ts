import { describe, expect, it } from 'vitest';
import { diffFields } from './diff-fields.ts';

describe('the difference between two values', () => {
  it('is empty for equal values with fields in any order', () => {
    expect(diffFields({ a: 1, b: { c: [1], d: 2 } }, { b: { d: 2, c: [1] }, a: 1 })).toEqual([]);
  });

  it('is named by the path to the field', () => {
    expect(
      diffFields({ rollout: { percentage: 5, by: 'userId' } }, { rollout: { percentage: 25, by: 'userId' } }),
    ).toEqual([{ path: 'rollout.percentage', before: 5, after: 25 }]);
  });

  it('has only one side where a field was added or removed', () => {
    expect(diffFields({ old: null }, { new: 'x' })).toEqual([
      { path: 'old', before: null },
      { path: 'new', after: 'x' },
    ]);
  });

  it('matches list items by their id', () => {
    const before = [
      { id: 'a', on: true },
      { id: 'b', on: true },
    ];
    const after = [
      { id: 'b', on: false },
      { id: 'a', on: true },
    ];

    expect(diffFields({ rules: before }, { rules: after })).toEqual([
      { path: 'rules.b.on', before: true, after: false },
    ]);
  });

  it('reports the order of a list where nothing else differs', () => {
    const [a, b] = [{ key: 'a' }, { key: 'b' }];

    expect(diffFields({ variants: [a, b] }, { variants: [b, a] })).toEqual([
      { path: 'variants.order', before: ['a', 'b'], after: ['b', 'a'] },
    ]);
  });

  it('compares lists without ids and values of different types as a whole', () => {
    expect(diffFields({ tags: ['a'] }, { tags: ['a', 'b'] })).toEqual([
      { path: 'tags', before: ['a'], after: ['a', 'b'] },
    ]);
    expect(diffFields({ value: { a: 1 } }, { value: [1] })).toEqual([{ path: 'value', before: { a: 1 }, after: [1] }]);
  });

  it('has an empty path for a whole value', () => {
    expect(diffFields(1, 2)).toEqual([{ path: '', before: 1, after: 2 }]);
  });
});
