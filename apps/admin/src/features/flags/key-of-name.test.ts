import { FlagKey } from '@burgee/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyOfName } from './key-of-name.ts';

describe('the key that a name suggests', () => {
  it.each([
    ['New checkout (2027)', 'new-checkout-2027'],
    ["Ann's café", 'anns-café'],
    ['  ', ''],
    ['Neu\u200d \u3164Kasse', 'neu-kasse'],
  ])('for "%s" is "%s"', (name, key) => {
    expect(keyOfName(name)).toBe(key);
  });
  it('is valid or empty for any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (name) => {
        const key = keyOfName(name);
        return key === '' || FlagKey.safeParse(key).success;
      }),
      { numRuns: 2_000 },
    );
  });
});
