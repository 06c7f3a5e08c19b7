import { EnvironmentKey, FlagKey, SegmentKey } from '@burgee/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { keyOfName } from './key-of-name.ts';

const SCHEMAS = { flag: FlagKey, segment: SegmentKey, environment: EnvironmentKey };

describe.each(['flag', 'segment', 'environment'] as const)('the key that a name suggests for a %s', (kind) => {
  it.each([
    [
      'New checkout (2027)',
      { flag: 'new-checkout-2027', segment: 'new-checkout-2027', environment: 'new-checkout-2027' },
    ],
    ["Ann's café", { flag: 'anns-café', segment: 'anns-cafe', environment: 'anns-cafe' }],
    ['  Österreich ', { flag: 'österreich', segment: 'osterreich', environment: 'osterreich' }],
    ['2nd QA Europe', { flag: '2nd-qa-europe', segment: '2nd-qa-europe', environment: 'nd-qa-europe' }],
    [
      'Development in Asia 2',
      { flag: 'development-in-asia-2', segment: 'development-in-asia-2', environment: 'development-in-asia' },
    ],
    ['新しい', { flag: '新しい', segment: '', environment: '' }],
    ['Neu\u200d \u3164Kasse', { flag: 'neu-kasse', segment: 'neu-kasse', environment: 'neu-kasse' }],
    [`${'a'.repeat(99)}\u{10428}`, { flag: 'a'.repeat(99), segment: 'a'.repeat(99), environment: 'a'.repeat(20) }],
    ['  ', { flag: '', segment: '', environment: '' }],
  ])('for "%s" is %j', (name, keys) => {
    expect(keyOfName(name, kind)).toBe(keys[kind]);
  });

  it('is valid or empty for any name', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme', maxLength: 120 }), (name) => {
        const key = keyOfName(name, kind);
        return key === '' || SCHEMAS[kind].safeParse(key).success;
      }),
      { numRuns: 2_000 },
    );
  });
});
