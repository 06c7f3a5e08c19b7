import { describe, expect, it } from 'vitest';
import { alternativesOf, ALWAYS, type Formula, isAfter, isBefore, MAX_ALTERNATIVES, NEVER } from './formula.ts';
import type { UnleashConstraint } from './wire.ts';

const member = (contextName: string): UnleashConstraint => ({ contextName, operator: 'IN', values: ['x'] });
const [a, b, c] = ['a', 'b', 'c'].map(member) as [UnleashConstraint, UnleashConstraint, UnleashConstraint];
const number: UnleashConstraint = { contextName: 'age', operator: 'NUM_EQ', values: [], value: '7' };

/** Each constraint as its name, with `!` if it is negated. */
function shown(formula: Formula, isDisjoint = false): string[] {
  return alternativesOf(formula, { isDisjoint }).map((constraints) =>
    constraints
      .map(({ contextName, operator, value, inverted }) => {
        const isNegated = operator === 'NOT_IN' || inverted;
        return `${isNegated ? '!' : ''}${contextName}${operator.startsWith('DATE') ? ` ${operator} ${value}` : ''}`;
      })
      .join(' & '),
  );
}

describe('15.5 a formula in disjunctive normal form', () => {
  it('has alternatives of constraints', () => {
    expect(shown(ALWAYS)).toEqual(['']);
    expect(shown(NEVER)).toEqual([]);
    expect(shown({ all: [a, { any: [b, c] }] })).toEqual(['a & b', 'a & c']);
    expect(shown({ not: { all: [a, { not: b }] } })).toEqual(['!a', 'b']);
    expect(shown({ not: { any: [a, { not: number }] } })).toEqual(['!a & age']);
    expect(shown({ not: { not: { not: number } } })).toEqual(['!age']);
  });

  it('drops what cannot hold, and what another alternative covers', () => {
    expect(shown({ all: [a, { not: a }] })).toEqual([]);
    expect(shown({ any: [a, { all: [a, b] }] })).toEqual(['a']);
    expect(shown({ all: [a, a] })).toEqual(['a']);
  });

  it('has one window of time', () => {
    const from = Date.parse('2027-01-01T00:00:00.000Z');
    expect(shown({ all: [isAfter(from), isAfter(from + 5), isBefore(from + 9)] })).toEqual([
      'currentTime DATE_AFTER 2027-01-01T00:00:00.005Z & currentTime DATE_BEFORE 2027-01-01T00:00:00.009Z',
    ]);
    // No whole millisecond is between them.
    expect(shown({ all: [isAfter(from), isBefore(from + 1)] })).toEqual([]);
    expect(shown({ not: isAfter(from) })).toEqual(['currentTime DATE_BEFORE 2027-01-01T00:00:00.001Z']);
    expect(shown({ not: isBefore(from) })).toEqual(['currentTime DATE_AFTER 2026-12-31T23:59:59.999Z']);
  });

  it('has alternatives that exclude each other, if each draws a random number', () => {
    expect(shown({ any: [a, b] }, true)).toEqual(['a', '!a & b']);
    expect(shown({ not: { all: [a, b] } }, true)).toEqual(['!a', 'a & !b']);
  });

  it('has a limit', () => {
    const pairs = Array.from({ length: 7 }, (_each, index) => ({ any: [member(`l${index}`), member(`r${index}`)] }));
    expect(alternativesOf({ all: pairs.slice(1) }, { isDisjoint: false })).toHaveLength(MAX_ALTERNATIVES);
    expect(() => alternativesOf({ all: pairs }, { isDisjoint: false })).toThrow('needs 128 strategies');
  });
});
