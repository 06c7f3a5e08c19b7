import { MAX_LISTED_USERS } from '@burgee/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parsePaste, type Reading } from './paste-parser.ts';

const NOW = Date.parse('2027-01-01T12:00:00Z');
const parse = (text: string, reading?: Reading) => parsePaste(text, { reading, now: NOW });
const userIds = (text: string, reading?: Reading) => parse(text, reading).users.map(({ userId }) => userId);

describe('a pasted list of users', () => {
  it('has one trimmed id per line and ignores empty lines', () => {
    expect(parse('ann\n\n  ben \r\ncleo\rdan')).toEqual({
      users: [
        { line: 1, userId: 'ann' },
        { line: 3, userId: 'ben' },
        { line: 4, userId: 'cleo' },
        { line: 5, userId: 'dan' },
      ],
      problems: [],
    });
    expect(parse(' \n')).toEqual({ users: [], problems: [] });
  });

  it.each([
    ['semicolons', 'user-1;user-2; user-3;'],
    ['tabs', 'user-1\tuser-2\tuser-3'],
    ['commas', 'user-1,user-2, user-3'],
    ['a mixture', 'user-1, user-2;user-3'],
  ])('may have several ids on a line, separated by %s', (_name, text) => {
    expect(userIds(text)).toEqual(['user-1', 'user-2', 'user-3']);
    expect(parse(text).question).toBeUndefined();
  });

  it('keeps separators and quotes inside a quoted id', () => {
    expect(userIds('"Smith, John"\n"a;b\t""c"""; ben-1\n5"disk')).toEqual([
      'Smith, John',
      'a;b\t"c"',
      'ben-1',
      '5"disk',
    ]);
  });

  it.each(['Smith, John', 'ann,ben', 'ben-1, asked for it', 'ben-1;asked for it'])(
    'asks about an ambiguous line: %s',
    (line) => {
      const text = `cleo\n${line}\n${line}`;
      expect(parse(text)).toMatchObject({
        users: [{ line: 1, userId: 'cleo' }],
        question: { lines: 2, line: 2, text: line, readings: ['users', 'user', 'reason'], answer: undefined },
      });
    },
  );

  it('reads ambiguous lines as chosen, and offers a reason only if each has two parts', () => {
    expect(userIds('Smith, John', 'user')).toEqual(['Smith, John']);
    expect(userIds('ann, ben', 'users')).toEqual(['ann', 'ben']);
    expect(parse('ben, asked for it', 'reason').users).toEqual([{ line: 1, userId: 'ben', reason: 'asked for it' }]);
    expect(parse('ann, ben', 'user').question).toMatchObject({ answer: 'user' });
    expect(parse('ann, ben, cleo', 'reason')).toMatchObject({
      users: [],
      question: { readings: ['users', 'user'], answer: undefined },
    });
  });

  it('reads a CSV by its column names in any order, spelling and separator', () => {
    const users = [
      { line: 2, userId: 'ann', reason: 'asked, twice', expiresAt: '2027-02-01T10:00:00.000Z' },
      { line: 3, userId: 'ben' },
      { line: 4, userId: 'Smith John', reason: 'beta' },
    ];
    for (const [separator, name] of [',', ';', '\t'].map((one, at) => [one, ['userId', 'User ID', 'user_id'][at]])) {
      const text = [
        ['reason', name, 'expires_at'],
        ['"asked, twice"', 'ann', '2027-02-01T11:00+01:00'],
        ['', 'ben', ''],
        ['beta', 'Smith John'],
      ].map((cells) => cells.join(separator));
      expect(parse(`\uFEFF${text.join('\n')}`)).toEqual({ users, problems: [] });
    }
    expect(userIds('userId\nSmith, John\nann')).toEqual(['Smith, John', 'ann']);
  });

  it('reports each skipped line with a reason', () => {
    const long = 'x'.repeat(256);
    const text = [
      'userId,reason,expiresAt,plan',
      'ann,asked',
      'ann,asked',
      'ann,other',
      long,
      `ben,${'x'.repeat(501)}`,
      '"cleo',
      '"cleo" x,',
      'dan,a,,b,c',
      ',a',
      'eve,,tomorrow',
      'fay,,2026-12-31T12:00:00Z',
      'a\0b',
    ].join('\n');
    const { users, problems } = parse(text);
    expect(users.map(({ userId }) => userId)).toEqual(['ann']);
    expect(problems.map(({ line, problem }) => [line, problem])).toEqual([
      [1, 'unknown column'],
      [3, 'duplicate'],
      [4, 'contradiction'],
      [5, 'too long'],
      [6, 'reason too long'],
      [7, 'quote'],
      [8, 'quote'],
      [9, 'too many cells'],
      [10, 'no id'],
      [11, 'no time'],
      [12, 'ended'],
      [13, 'not storable'],
    ]);
  });

  it('takes 10,000 users and reports each further one as skipped', () => {
    const { users, problems } = parse(Array.from({ length: MAX_LISTED_USERS + 2 }, (_, at) => `user-${at}`).join('\n'));
    expect(users).toHaveLength(MAX_LISTED_USERS);
    expect(problems.map(({ problem }) => problem)).toEqual(['too many users', 'too many users']);
  });

  it('reads back every quoted id with any characters', () => {
    const id = fc
      .string({
        unit: fc.oneof(fc.constantFrom(',', ';', '\t', '"', ' ', 'a'), fc.string({ maxLength: 2 })),
        maxLength: 40,
      })
      .map((text) => text.trim())
      .filter((text) => text !== '' && !/[\r\n\0]/.test(text));
    const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
    fc.assert(
      fc.property(fc.uniqueArray(id, { minLength: 1 }), fc.constantFrom(',', ';', '\t', '\n'), (ids, separator) => {
        expect(userIds(ids.map(quoted).join(separator))).toEqual(ids);
      }),
    );
  });

  it('accounts for each line of any text by a user, a problem or a question', () => {
    const text = fc.string({ unit: fc.constantFrom('a', 'B', '1', ' ', ',', ';', '\t', '"', '\n', '\r') });
    fc.assert(
      fc.property(text, (pasted) => {
        const { users, problems, question } = parse(pasted);
        const accountedFor = new Set([...users, ...problems].map(({ line }) => line)).size + (question?.lines ?? 0);
        const lines = pasted.split(/\r\n|\r|\n/).filter((line) => /[^\s,;"]/.test(line));
        expect(accountedFor).toBeGreaterThanOrEqual(lines.length);
        expect(new Set(users.map(({ userId }) => userId)).size).toBe(users.length);
      }),
    );
  });

  it('takes linear time for a line with any quotes', () => {
    // Quadratic work would take minutes for these.
    for (const line of ['"'.repeat(200_001), '"a'.repeat(100_000), ','.repeat(200_000), ' '.repeat(200_000) + '"']) {
      expect(parse(`${line}\nann`).users.at(-1)).toMatchObject({ userId: 'ann' });
    }
  });
});
