import { describe, expect, it } from 'vitest';
import { readRequestedOverrides, withoutOverrideParams } from './url-overrides.ts';

describe('S400.8 the overrides that a URL requests', () => {
  it.each([
    ['', undefined],
    ['?userId=ann&off_a=on&ff_=on', undefined],
    ['?ff_a=true&ff_b=variant-b&other=x', { overrides: [wish('a', 'true'), wish('b', 'variant-b')] }],
    ['?ff_a=&ff_b=%7B%22c%22%3A1%7D&ff_d=%', { overrides: [wish('a', ''), wish('b', '{"c":1}'), wish('d', '%')] }],
    ['?ff_a=on&ff_a=off', { overrides: [wish('a', 'off')] }],
    ['?ff___proto__=on', { overrides: [wish('__proto__', 'on')] }],
    ['?burgee_link=', { overrides: [], link: '' }],
    ['?burgee_link=x.y&ff_a=on', { overrides: [wish('a', 'on')], link: 'x.y' }],
  ])('of %j are %j', (search, expected) => {
    expect(readRequestedOverrides({ search })).toEqual(expected);
  });

  it('do not include the link, for any prefix', () => {
    expect(readRequestedOverrides({ search: '?burgee_link=x', prefix: 'burgee_' })).toEqual({
      overrides: [],
      link: 'x',
    });
  });
});

describe('S400.8 a URL without its overrides', () => {
  it.each([
    ['', ''],
    ['?ff_a=on', ''],
    ['?userId=a%20b&empty', '?userId=a%20b&empty'],
    ['?userId=ann&ff_a=on&burgee_link=x&ff_a=off&tag=1&tag=2', '?userId=ann&tag=1&tag=2'],
  ])('%j becomes %j', (search, expected) => {
    expect(withoutOverrideParams(search)).toBe(expected);
  });

  it('can have another prefix', () => {
    expect(withoutOverrideParams('?ff_a=on&try-a=on', 'try-')).toBe('?ff_a=on');
  });
});

function wish(flagKey: string, value: string) {
  return { flagKey, value };
}
