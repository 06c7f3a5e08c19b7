import { expectTypeOf, it } from 'vitest';
import { FeatureFlagProvider, type FeatureProps, useFeatureFlag, useFlagValue } from './index.ts';

it('B.6 a value has the type of its fallback', () => {
  expectTypeOf(useFeatureFlag('anything')).toEqualTypeOf<boolean>();
  expectTypeOf(useFlagValue('anything', 'red')).toEqualTypeOf<string>();
  expectTypeOf(useFlagValue('anything', { a: 1 })).toEqualTypeOf<{ a: number }>();
  // @ts-expect-error a fallback is JSON
  useFlagValue('anything', () => true);
});

it('B.6 a Feature requires a flag', () => {
  // @ts-expect-error the flag is missing
  const props: FeatureProps = { children: 'x' };
  void props;
});

it('a provider requires a client or the options of one', () => {
  // @ts-expect-error neither a client nor options
  FeatureFlagProvider({});
  // @ts-expect-error the provider decides when to connect
  FeatureFlagProvider({ url: '', connect: false });
});
