import { describe, expectTypeOf, it } from 'vitest';
import {
  type AnyContext,
  context,
  type ContextResult,
  type DeclaredOnly,
  defineFlags,
  flag,
  type FlagContext,
  type FlagName,
  type FlagsOption,
  type FlagValue,
  type GetFlag,
  type JsonValue,
} from './index.ts';

type Limits = { perDay: number };

const flags = defineFlags(
  {
    'new-checkout': flag.boolean(false, 'The checkout on one page'),
    color: flag.oneOf(['red', 'blue'], 'red'),
    retries: flag.oneOf([1, 2, 3], 2),
    'upload-limit': flag.number(10),
    title: flag.string('Welcome'),
    limits: flag.json<Limits>({ perDay: 5 }, { parse: (value) => value as Limits }),
    hosts: flag.json(['a.example.com']),
  },
  {
    context: {
      plan: context.oneOf(['free', 'pro']),
      seats: context.number(),
      country: context.string(),
      isEmployee: context.boolean(),
      since: context.date(),
      groups: context.strings(),
    },
  },
);
type Flags = typeof flags;
declare const isPro: boolean;
declare const get: GetFlag<Flags>;
declare const getPlain: GetFlag;

describe('B.6 declared flags', () => {
  it('have the types of their declaration', () => {
    expectTypeOf<FlagValue<'new-checkout', Flags>>().toEqualTypeOf<boolean>();
    expectTypeOf<FlagValue<'color', Flags>>().toEqualTypeOf<'red' | 'blue'>();
    expectTypeOf<FlagValue<'retries', Flags>>().toEqualTypeOf<1 | 2 | 3>();
    expectTypeOf<FlagValue<'upload-limit', Flags>>().toEqualTypeOf<number>();
    expectTypeOf<FlagValue<'title', Flags>>().toEqualTypeOf<string>();
    expectTypeOf<FlagValue<'limits', Flags>>().toEqualTypeOf<Limits>();
    expectTypeOf<FlagValue<'hosts', Flags>>().toEqualTypeOf<string[]>();
  });

  it('are read without a fallback, or with one of the declared type', () => {
    expectTypeOf(get('color')).toEqualTypeOf<'red' | 'blue'>();
    expectTypeOf(get('color', 'blue')).toEqualTypeOf<'red' | 'blue'>();
    expectTypeOf(get('limits')).toEqualTypeOf<Limits>();
    // @ts-expect-error an unknown key
    get('colour');
    // @ts-expect-error a fallback of another type
    get('upload-limit', '10');
    // @ts-expect-error a fallback that is not one of the values
    get('color', 'green');
  });

  it('are the only keys', () => {
    expectTypeOf<FlagName<Flags>>().toEqualTypeOf<
      'new-checkout' | 'color' | 'retries' | 'upload-limit' | 'title' | 'limits' | 'hosts'
    >();
  });

  it('are required by every client', () => {
    expectTypeOf<FlagsOption<Flags>>().toEqualTypeOf<{ readonly flags: Flags }>();
    expectTypeOf({}).toExtend<FlagsOption>();
  });

  it('cannot have a wrong fallback', () => {
    // @ts-expect-error a fallback of another type
    flag.boolean('off');
    // @ts-expect-error not one of the values
    flag.oneOf(['red', 'blue'], 'green');
    // @ts-expect-error there are no values
    flag.oneOf([], 'red');
    // @ts-expect-error a function is not JSON
    flag.json(() => 1);
    // @ts-expect-error `parse` returns another type
    flag.json<Limits>({ perDay: 5 }, { parse: () => 5 });
  });
});

describe('B.6 declared attributes', () => {
  it('are the only ones beside the ids, and all are optional', () => {
    expectTypeOf({}).toExtend<FlagContext<Flags>>();
    expectTypeOf({ userId: 'ann', plan: 'pro' as const, seats: 3, groups: ['a'] }).toExtend<FlagContext<Flags>>();
    expectTypeOf<FlagContext<Flags>>().toExtend<AnyContext>();
    // @ts-expect-error an unknown plan
    const wrongValue: FlagContext<Flags> = { plan: 'gold' };
    // @ts-expect-error an unknown attribute
    const unknown: FlagContext<Flags> = { age: 7 };
    // @ts-expect-error an attribute of another type
    const wrongType: FlagContext<Flags> = { seats: '3' };
    void [wrongValue, unknown, wrongType];
  });

  it('are the only ones in the result of a function, even of an asynchronous one', () => {
    const find = <Result extends ContextResult<Flags>>(_contextOf: () => DeclaredOnly<Result, Flags>) => {};
    find(() => ({ userId: 'ann', plan: 'pro' }));
    find(async () => ({ userId: 'ann', plan: 'pro' }));
    find(() => ({}));
    find(async () => ({}));
    find(() => (isPro ? { plan: 'pro' } : {}));
    find(async () => (isPro ? { plan: 'pro' } : {}));
    find((): FlagContext<Flags> => ({}));
    find(async (): Promise<FlagContext<Flags>> => ({}));
    // @ts-expect-error an unknown attribute
    find(() => ({ userId: 'ann', age: 7 }));
    // @ts-expect-error an unknown attribute
    find(async () => ({ userId: 'ann', age: 7 }));
    // @ts-expect-error an unknown attribute
    find(() => (isPro ? { userId: 'ann', age: 7 } : {}));
    // @ts-expect-error an unknown plan
    find(() => ({ userId: 'ann', plan: 'gold' }));
    // @ts-expect-error an unknown plan
    find(async () => ({ userId: 'ann', plan: 'gold' }));
  });

  it('are any in the result of a function if there is no declaration', () => {
    const find = <Result extends ContextResult<undefined>>(_contextOf: () => DeclaredOnly<Result, undefined>) => {};
    find(() => ({ userId: 'ann', age: 7 }));
    find(async () => (isPro ? { userId: 'ann', age: 7 } : {}));
    // @ts-expect-error an attribute is not a function
    find(() => ({ userId: () => 'ann' }));
  });

  it('are any if there is no declaration', () => {
    const plain = defineFlags({ a: flag.boolean(false) });
    expectTypeOf<FlagContext<typeof plain>>().toEqualTypeOf<AnyContext>();
  });
});

describe('B.6 without registered flags', () => {
  it('any key is accepted, and a value has the type of its fallback', () => {
    expectTypeOf<FlagName>().toEqualTypeOf<string>();
    expectTypeOf<FlagContext>().toEqualTypeOf<AnyContext>();
    expectTypeOf(getPlain('a', true)).toEqualTypeOf<boolean>();
    expectTypeOf(getPlain('a', 'red')).toEqualTypeOf<string>();
    expectTypeOf(getPlain('a', { b: [1] })).toEqualTypeOf<{ b: number[] }>();
    expectTypeOf(getPlain('a', null)).toEqualTypeOf<JsonValue>();
    // @ts-expect-error a fallback is required
    getPlain('a');
  });
});
