import type { FlagClient } from '@burgee/client';
import { context, defineFlags, flag, type GetFlag, type JsonValue } from '@burgee/flags';
import type { ReactElement } from 'react';
import { describe, expectTypeOf, it } from 'vitest';
import {
  type FeatureProps,
  type FlagDetails,
  FlagProvider,
  type FlagProviderProps,
  type GetFlagDetails,
  useFeatureFlag,
  useFlag,
  useFlagDetails,
  useFlagOverrides,
  useFlagValue,
  useSuspenseFlag,
} from './index.ts';
import { createTestFlags } from './testing/index.ts';

declare const client: FlagClient;

describe('B.6 without registered flags', () => {
  it('a value has the type of its fallback', () => {
    expectTypeOf(useFeatureFlag('anything')).toEqualTypeOf<boolean>();
    expectTypeOf(useFlagValue('anything', 'red')).toEqualTypeOf<string>();
    expectTypeOf(useFlagValue('anything', { a: 1 })).toEqualTypeOf<{ a: number }>();
    expectTypeOf(useSuspenseFlag('anything', 3)).toEqualTypeOf<number>();
    expectTypeOf(useFlagDetails('anything', 3)).toEqualTypeOf<FlagDetails<number>>();
    expectTypeOf(useFlagDetails('anything', null).value).toEqualTypeOf<JsonValue>();
    // @ts-expect-error a fallback is JSON
    useFlagValue('anything', () => true);
    // @ts-expect-error a fallback is required
    useFlagDetails('anything');
  });

  it('a Feature requires a flag', () => {
    // @ts-expect-error the flag is missing
    const props: FeatureProps = { children: 'x' };
    void props;
  });

  it('a test names any flags', () => {
    const test = createTestFlags({ banner: true });
    expectTypeOf(test.reads()).toEqualTypeOf<readonly string[]>();
    expectTypeOf(test.Provider).returns.toEqualTypeOf<ReactElement>();
    // @ts-expect-error a value is JSON
    test.set({ banner: () => true });
  });
});

describe('B.6 with declared flags', () => {
  const flags = defineFlags(
    { color: flag.oneOf(['red', 'blue'], 'red'), limits: flag.json({ perDay: 5 }) },
    { context: { plan: context.oneOf(['free', 'pro']) } },
  );
  type Flags = typeof flags;
  // As in an application that has registered its flags.
  const useDeclared = useFlag as GetFlag<Flags>;
  const useDeclaredDetails = useFlagDetails as GetFlagDetails<Flags>;

  it('a value has the declared type', () => {
    expectTypeOf(useDeclared('color')).toEqualTypeOf<'red' | 'blue'>();
    expectTypeOf(useDeclaredDetails('color')).toEqualTypeOf<FlagDetails<'red' | 'blue'>>();
    expectTypeOf(useDeclaredDetails('limits', { perDay: 1 }).value).toEqualTypeOf<{ perDay: number }>();
    // @ts-expect-error an unknown key
    useDeclaredDetails('colour');
    // @ts-expect-error a fallback that is not one of the values
    useDeclaredDetails('color', 'green');
  });

  it('a test names only declared flags', () => {
    const test = createTestFlags(flags, { color: 'blue' });
    expectTypeOf(test.reads()).toEqualTypeOf<readonly ('color' | 'limits')[]>();
    // @ts-expect-error an unknown key
    test.set({ colour: 'blue' });
    // @ts-expect-error not one of the values
    createTestFlags(flags, { color: 'green' });
  });
});

describe('a provider', () => {
  it('requires a client or the options of one', () => {
    expectTypeOf({ client }).toExtend<FlagProviderProps>();
    expectTypeOf({ url: '', sdkKey: 'web_1' }).toExtend<FlagProviderProps>();
    // @ts-expect-error neither a client nor options
    FlagProvider({});
    // @ts-expect-error the provider decides when to connect
    FlagProvider({ url: '', connect: false });
    // @ts-expect-error both
    FlagProvider({ client, url: '' });
  });

  it('waits in one of three ways', () => {
    FlagProvider({ url: '', whileLoading: 'suspend', fallback: 'loading' });
    // @ts-expect-error another way
    FlagProvider({ url: '', whileLoading: 'keep' });
  });
});

it('S400.8 overrides can be cleared without an argument', () => {
  expectTypeOf(useFlagOverrides().clear).toEqualTypeOf<() => Promise<void>>();
});
