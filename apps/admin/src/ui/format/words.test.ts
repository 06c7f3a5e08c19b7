import { afterEach, describe, expect, it } from 'vitest';
import { setLocales } from './locale.ts';
import { formatCount, formatList, formatShortList, pluralize } from './words.ts';

afterEach(() => setLocales([]));

const COUNTS = [0, 1, 2, 1_000, 1e6];

it.each([
  ['en-US', ['0 users', '1 user', '2 users', '1,000 users', '1,000,000 users']],
  ['en-GB', ['0 users', '1 user', '2 users', '1,000 users', '1,000,000 users']],
  ['de-DE', ['0 users', '1 user', '2 users', '1.000 users', '1.000.000 users']],
])('a count in %s is an English noun with the number of the locale', (locale, words) => {
  setLocales([locale]);
  expect(COUNTS.map((count) => formatCount(count, 'user'))).toEqual(words);
});

it('a plural can be irregular, or of a verb', () => {
  expect(COUNTS.slice(0, 3).map((count) => formatCount(count, 'entry', 'entries'))).toEqual([
    '0 entries',
    '1 entry',
    '2 entries',
  ]);
  expect([0, 1, 2].map((count) => pluralize(count, 'is', 'are'))).toEqual(['are', 'is', 'are']);
});

describe.each(['en-US', 'en-GB', 'de-DE'])('a list in %s', (locale) => {
  it('is English, without a comma before "and"', () => {
    setLocales([locale]);
    expect(formatList([])).toBe('');
    expect(formatList(['a'])).toBe('a');
    expect(formatList(['a', 'b'])).toBe('a and b');
    expect(formatList(['a', 'b', 'c'])).toBe('a, b and c');
  });
});

it('a short list counts the items that it leaves out', () => {
  expect(formatShortList(['ann', 'ben'], 2)).toBe('ann, ben');
  expect(formatShortList(['ann', 'ben'], 3)).toBe('ann, ben and 1 more');
  expect(formatShortList(['ann', 'ben'], 1_002)).toBe('ann, ben and 1,000 more');
});
