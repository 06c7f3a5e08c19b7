import { describe, expect, it } from 'vitest';
import { attempt, choose, Inexact } from './logic.ts';

describe('the logic of flagd', () => {
  it('leaves out branches that never decide, and those after one that always does', () => {
    expect(
      choose(
        [
          [false, 'a'],
          ['x', 'b'],
          [true, 'c'],
          ['y', 'd'],
        ],
        'e',
      ),
    ).toEqual({ if: ['x', 'b', 'c'] });
    expect(
      choose(
        [
          ['x', 'a'],
          ['y', 'b'],
          ['z', 'e'],
        ],
        'e',
      ),
    ).toEqual({ if: ['x', 'a', 'y', 'b', 'e'] });
    expect(choose([['x', 'a']], 'a')).toBe('a');
  });

  it('reports only what flagd cannot express', () => {
    const why = new Inexact('why');
    expect(attempt(() => 1)).toBe(1);
    expect(
      attempt(() => {
        throw why;
      }),
    ).toBe(why);
    expect(() =>
      attempt(() => {
        throw new Error('a bug');
      }),
    ).toThrow('a bug');
  });
});
