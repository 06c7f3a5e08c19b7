import { afterEach, describe, expect, it } from 'vitest';
import { setLocales } from './locale.ts';
import { formatNumber, formatPercent } from './numbers.ts';

afterEach(() => setLocales([]));

describe.each([
  ['en-US', ['0', '1', '2', '1,000', '1,000,000'], ['0%', '0.001%', '25%', '33.333%', '100%']],
  ['en-GB', ['0', '1', '2', '1,000', '1,000,000'], ['0%', '0.001%', '25%', '33.333%', '100%']],
  [
    'de-DE',
    ['0', '1', '2', '1.000', '1.000.000'],
    ['0\u00a0%', '0,001\u00a0%', '25\u00a0%', '33,333\u00a0%', '100\u00a0%'],
  ],
])('in %s', (locale, numbers, percentages) => {
  it('numbers have the separators of the locale', () => {
    setLocales([locale]);
    expect([0, 1, 2, 1_000, 1e6].map(formatNumber)).toEqual(numbers);
  });

  it('percentages have the decimal point and the sign of the locale', () => {
    setLocales([locale]);
    expect([0, 0.001, 25, 33.333, 100].map(formatPercent)).toEqual(percentages);
  });
});

it('percentages have at most three decimals and no rounding errors of floating point', () => {
  expect([45.204, 5.000_4, 100 - 33.333, 0.1 + 0.2].map(formatPercent)).toEqual(['45.204%', '5%', '66.667%', '0.3%']);
});

describe('the locale', () => {
  it.each([
    ['the first language', ['de-DE', 'en-US'], '1.000'],
    ['the next one if the browser has no data for the first', ['tlh', 'de-DE'], '1.000'],
    ['the next one if the first is not a valid tag', ['en-US@posix', 'de-DE'], '1.000'],
    ['American English if no language is known', [], '1,000'],
  ])('is %s', (_name, languages, words) => {
    setLocales(languages);
    expect(formatNumber(1_000)).toBe(words);
  });
});
