import { defineFlags, flag } from '@burgee/flags';
import { expectTypeOf, it } from 'vitest';
import type { BooleanKey, NumberKey, ObjectKey, StringKey } from './flag-keys.ts';

const flags = defineFlags({
  'new-checkout': flag.boolean(false),
  color: flag.oneOf(['red', 'blue'], 'red'),
  title: flag.string(''),
  'upload-limit': flag.number(10),
  limits: flag.json({ perDay: 5 }),
});
type Flags = typeof flags;

it('B.6 the keys of each type are those of the registered flags', () => {
  expectTypeOf<BooleanKey<Flags>>().toEqualTypeOf<'new-checkout'>();
  expectTypeOf<StringKey<Flags>>().toEqualTypeOf<'color' | 'title'>();
  expectTypeOf<NumberKey<Flags>>().toEqualTypeOf<'upload-limit'>();
  expectTypeOf<ObjectKey<Flags>>().toEqualTypeOf<'limits'>();
});

it('B.6 without registered flags, any text is a key', () => {
  expectTypeOf<BooleanKey<undefined>>().toEqualTypeOf<string>();
  expectTypeOf<ObjectKey<undefined>>().toEqualTypeOf<string>();
});
