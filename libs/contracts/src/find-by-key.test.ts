import fc from 'fast-check';
import { expect, it } from 'vitest';
import { findByKey } from './find-by-key.ts';
import { FlagKey } from './ids.ts';

it('A11 finds a flag by its key in any Unicode form', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 8 }), (text) => {
      const parsed = FlagKey.safeParse(text);
      fc.pre(parsed.success);
      const flags = new Map([[String(parsed.data), 'found']]);
      for (const form of ['NFC', 'NFD'] as const) expect(findByKey(flags, text.normalize(form))).toBe('found');
    }),
  );
});

it('finds nothing by a key that is not a string', () => {
  for (const key of [undefined, null, 1, {}]) expect(findByKey(new Map([['a', 1]]), key as never)).toBeUndefined();
});
