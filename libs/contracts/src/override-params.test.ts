import { describe, expect, it } from 'vitest';
import { readOverrideParams } from './override-params.ts';

/** Entries in the form that `URLSearchParams` iterates. */
const paramsOf = (search: string) => search.split('&').map((pair) => pair.split('=') as [string, string]);

describe('S400.8 the parameters of a URL', () => {
  it('ff_a=true&ff_b=variant-b&other=x request two overrides, a boolean and a text', () => {
    expect(readOverrideParams(paramsOf('ff_a=true&ff_b=variant-b&other=x'))).toEqual([
      { flagKey: 'a', value: true, text: 'true' },
      { flagKey: 'b', value: 'variant-b', text: 'variant-b' },
    ]);
  });

  it.each([
    ['true', true],
    ['1', true],
    ['on', true],
    ['ON', true],
    ['false', false],
    ['0', false],
    ['off', false],
    ['yes', 'yes'],
    ['', ''],
    ['10', '10'],
  ])('with the text %j mean %j', (text, value) => {
    expect(readOverrideParams([['ff_a', text]])).toEqual([{ flagKey: 'a', value, text }]);
  });

  it('count once for a flag, the last one, and not at all without a key', () => {
    expect(readOverrideParams(paramsOf('ff_a=1&ff_=1&ff_a=0'))).toEqual([{ flagKey: 'a', value: false, text: '0' }]);
  });

  it('can have another prefix', () => {
    expect(readOverrideParams(paramsOf('ff_a=1&flag-b=1'), 'flag-')).toEqual([
      { flagKey: 'b', value: true, text: '1' },
    ]);
  });
});
