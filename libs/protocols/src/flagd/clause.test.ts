import { describe, expect, it } from 'vitest';
import { conditionOf } from './test-export.ts';

const v = (name: string) => ({ var: name });
const ELEMENT = v('');
const isText = (value: object) => ({ '===': [{ cat: [value] }, value] });
const someOf = (name: string, test: unknown) => ({ some: [{ merge: [v(name)] }, test] });

const clause = (attribute: string, operator: string, values?: unknown[], more?: object) =>
  conditionOf({ attribute, operator, ...(values && { values }), ...more });

describe('15.4 flagd: a clause', () => {
  it('`in` compares every element, also with the numbers and booleans that have the text', () => {
    expect(clause('plan', 'in', ['pro', '7', '7.0', 'true'])).toEqual(
      someOf('plan', { in: [ELEMENT, ['pro', '7', '7.0', 'true', 7, true]] }),
    );
    expect(clause('plan', 'notIn', ['pro'])).toEqual({ '!': [someOf('plan', { in: [ELEMENT, ['pro']] })] });
    expect(clause('userId', 'in', ['7'])).toEqual({ in: [v('targetingKey'), ['7']] });
  });

  it('without values holds for nobody, and `notIn` for everyone', () => {
    expect(
      conditionOf({
        any: [
          { attribute: 'a', operator: 'exists' },
          { attribute: 'a', operator: 'in', values: [] },
        ],
      }),
    ).toEqual({ '!==': [v('a'), null] });
    expect(
      conditionOf({
        all: [
          { attribute: 'a', operator: 'exists' },
          { attribute: 'a', operator: 'notIn', values: [] },
        ],
      }),
    ).toEqual({ '!==': [v('a'), null] });
  });

  it('without numbers or texts holds for nobody', () => {
    const isStaff = { attribute: 'a', operator: 'exists' };
    for (const operator of ['lt', 'startsWith']) {
      expect(conditionOf({ any: [isStaff, { attribute: 'b', operator, values: [] }] })).toEqual({
        '!==': [v('a'), null],
      });
    }
  });

  it('on the text of a list uses operators that work inside of `some`', () => {
    expect(clause('mail', 'contains', ['x'])).toEqual(
      someOf('mail', { and: [isText(ELEMENT), { in: ['x', ELEMENT] }] }),
    );
    expect(clause('mail', 'startsWith', ['ab'])).toEqual({
      or: [
        { starts_with: [v('mail'), 'ab'] },
        someOf('mail', { and: [isText(ELEMENT), { '===': [{ substr: [ELEMENT, 0, 2] }, 'ab'] }] }),
      ],
    });
    expect(clause('mail', 'endsWith', ['ab'])).toEqual({
      or: [
        { ends_with: [v('mail'), 'ab'] },
        someOf('mail', { and: [isText(ELEMENT), { '===': [{ substr: [ELEMENT, -2] }, 'ab'] }] }),
      ],
    });
    expect(clause('mail', 'contains', ['x', ''])).toEqual(someOf('mail', isText(ELEMENT)));
  });

  it('on an id needs no lists', () => {
    expect(clause('sessionId', 'contains', ['x'])).toEqual({
      and: [{ '!==': [v('sessionId'), null] }, { in: ['x', v('sessionId')] }],
    });
    expect(clause('userId', 'endsWith', ['@a.com'])).toEqual({
      and: [{ '!==': [v('targetingKey'), null] }, { ends_with: [v('targetingKey'), '@a.com'] }],
    });
    expect(clause('userId', 'startsWith', [''])).toEqual({ '!==': [v('targetingKey'), null] });
  });

  it('on a number is guarded against values that flagd would count as one', () => {
    expect(JSON.stringify(clause('age', 'lt', [21]))).toContain('{"<":[{"var":""},21]}');
    expect(JSON.stringify(clause('age', 'lte', [21]))).toContain('{"<=":[{"var":"age"},21]}');
    expect(JSON.stringify(clause('age', 'gt', [21]))).toContain('{">":[{"var":""},21]}');
    expect(JSON.stringify(clause('age', 'gte', [21]))).toContain('{"!==":[{"var":""},null]},{"!==":[{"var":""},true]}');
    expect(clause('age', 'eq', [21])).toMatchObject({
      or: [{ in: [v('age'), [21]] }, { and: [isText(v('age')), {}, {}] }],
    });
    expect(clause('userId', 'eq', [21])).toMatchObject({ and: [isText(v('targetingKey')), {}, {}] });
  });

  it('on a version is guarded against what is not one', () => {
    const written = JSON.stringify(clause('app', 'semverGte', ['1.2.0', '2.0.0']));
    expect(written).toContain(
      '{"or":[{"sem_ver":[{"var":"app"},">=","1.2.0"]},{"sem_ver":[{"var":"app"},">=","2.0.0"]}]}',
    );
    expect(written).toContain('{"!":[{"sem_ver":[{"cat":["0.",{"var":"app"}]},">=","0.0.0"]}]}');
    for (const [operator, sign] of [
      ['semverEq', '='],
      ['semverLt', '<'],
      ['semverLte', '<='],
      ['semverGt', '>'],
    ] as const) {
      expect(JSON.stringify(clause('app', operator, ['1.2.0']))).toContain(
        `{"sem_ver":[{"var":"app"},"${sign}","1.2.0"]}`,
      );
    }
    expect(clause('app', 'semverLt', ['1.2.99999999999999999'])).toBe(
      'The flag compares versions with 1.2.99999999999999999, whose numbers are too large for flagd.',
    );
  });

  it('on the instant needs whole seconds', () => {
    const seconds = Date.parse('2027-01-01') / 1_000;
    expect(clause('$now', 'before', ['2027-01-01'])).toEqual({ '!': [{ '>=': [v('$flagd.timestamp'), seconds] }] });
    expect(clause('$now', 'after', ['2026-12-31T23:59:59.999Z'])).toEqual({ '>=': [v('$flagd.timestamp'), seconds] });
    expect(clause('$now', 'after', ['2027-01-01'])).toBe(
      "The flag begins a millisecond after 2027-01-01T00:00:00.000Z: flagd's clock has whole seconds; use not before.",
    );
    expect(clause('$now', 'before', ['2027-01-01T00:00:00.5Z'])).toBe(
      "The flag changes at 2027-01-01T00:00:00.500Z: flagd's clock has whole seconds.",
    );
  });

  it.each([
    ['matches', ['a+'], 'matches a pattern with "a": flagd has no patterns'],
    ['inCidr', ['10.0.0.0/8'], 'compares "a" with network ranges, which flagd does not have'],
    ['before', ['2027-01-01'], 'compares "a" with dates, which flagd cannot'],
  ])('that flagd does not have leaves out the flag: %s', (operator, values, why) => {
    expect(clause('a', operator, values)).toBe(`The flag ${why}.`);
  });

  it('that ignores case leaves out the flag', () => {
    expect(clause('a', 'contains', ['x'], { ignoreCase: true })).toBe(
      'The flag ignores the case of "a", which flagd cannot.',
    );
  });

  it.each(['a.b', 'a/b', 'a\\b'])('on %s leaves out the flag: it would be a path', (name) => {
    expect(clause(name, 'exists')).toMatch(
      /^The flag uses the attribute ".*": flagd takes . \/ \\ in a name for a path\.$/,
    );
  });

  it.each(['targetingKey', '$flagd', '__proto__'])('on %s leaves out the flag: the name is reserved', (name) => {
    expect(clause(name, 'exists')).toBe(`The flag uses the attribute "${name}", a name that flagd reserves.`);
  });
});
