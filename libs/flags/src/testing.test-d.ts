import { describe, expectTypeOf, it } from 'vitest';
import { defineFlags, flag, type JsonValue } from './index.ts';
import { createTestValues, type TestValues, type UndeclaredValues } from './testing/index.ts';

const flags = defineFlags({
  'new-checkout': flag.boolean(false),
  color: flag.oneOf(['red', 'blue'], 'red'),
  limits: flag.json<{ perDay: number }>({ perDay: 5 }),
});

describe('B.6 the values of a test', () => {
  const test = createTestValues(flags, { 'new-checkout': true, limits: { perDay: 7 } });

  it('have the declared keys and types', () => {
    expectTypeOf(test).toEqualTypeOf<TestValues<typeof flags>>();
    expectTypeOf(test.get('color')).toEqualTypeOf<'red' | 'blue'>();
    expectTypeOf(test.reads()).toEqualTypeOf<readonly ('new-checkout' | 'color' | 'limits')[]>();
    test.set({ color: 'blue' });
    test.set({ color: undefined });
  });

  it('do not compile with an unknown key or a wrong value', () => {
    // @ts-expect-error an unknown key
    createTestValues(flags, { checkout: true });
    // @ts-expect-error a value of another type
    createTestValues(flags, { 'new-checkout': 'on' });
    // @ts-expect-error not one of the values
    createTestValues(flags, { color: 'green' });
    // @ts-expect-error an unknown key
    test.set({ checkout: true });
    // @ts-expect-error a value of another type
    test.set({ limits: { perDay: '7' } });
    // @ts-expect-error an unknown key
    test.get('checkout');
    // @ts-expect-error an unknown key
    test.isEnabled('checkout');
  });

  it('may have any key without a declaration', () => {
    const plain = createTestValues({ 'new-checkout': true, limits: { perDay: 7 } });
    expectTypeOf(plain).toEqualTypeOf<TestValues<undefined>>();
    expectTypeOf(plain.get('color', 'red')).toEqualTypeOf<string>();
    expectTypeOf(plain.all().get('color')?.value).toEqualTypeOf<JsonValue | undefined>();
    plain.set({ other: [1] });
    // @ts-expect-error a flag's value is JSON
    plain.set({ other: () => 1 });
    // @ts-expect-error a flag's value is JSON
    createTestValues({ other: 1n });
  });

  it('need the declaration once flags are registered', () => {
    expectTypeOf<UndeclaredValues<typeof flags>>().toBeNever();
  });
});
