import type { Evaluation } from '@burgee/contracts';
import { context, defineFlags, flag, type JsonValue } from '@burgee/flags';
import { type Request, Router } from 'express';
import { describe, expectTypeOf, it } from 'vitest';
import { type FeatureFlags, type FeatureFlagsOptions, requireFlag, type RequireFlagOptions } from './index.ts';
import { createTestFlags, type TestFlags } from './testing/index.ts';

declare const request: Request;

const flags = defineFlags(
  {
    'new-checkout': flag.boolean(false),
    color: flag.oneOf(['red', 'blue'], 'red'),
    limits: flag.json<{ perDay: number }>({ perDay: 5 }),
  },
  { context: { plan: context.oneOf(['free', 'pro']) } },
);
type Flags = typeof flags;

describe('W9.8 every request', () => {
  it('has typed flags, by two names', () => {
    expectTypeOf(request.featureFlags).toEqualTypeOf<FeatureFlags>();
    expectTypeOf(request.flags).toEqualTypeOf<FeatureFlags>();
    expectTypeOf(request.featureFlags.isEnabled('a')).toEqualTypeOf<boolean>();
    expectTypeOf(request.featureFlags.all()).toEqualTypeOf<ReadonlyMap<string, Evaluation>>();
  });

  it('has them in the handlers of a router, with any parameters', () => {
    Router().get('/:id', (request) => {
      expectTypeOf(request.params).toEqualTypeOf<{ id: string }>();
      expectTypeOf(request.flags).toEqualTypeOf<FeatureFlags>();
    });
    Router().param('id', (request) => expectTypeOf(request.featureFlags).toEqualTypeOf<FeatureFlags>());
    expectTypeOf<Request<{ id: string }, string, { a: number }>['flags']>().toEqualTypeOf<FeatureFlags>();
  });
});

describe('a flag that is not declared', () => {
  it('has a value of the type of its fallback', () => {
    expectTypeOf(request.featureFlags.get('a', true)).toEqualTypeOf<boolean>();
    expectTypeOf(request.featureFlags.get('a', 'red')).toEqualTypeOf<string>();
    expectTypeOf(request.featureFlags.get('a', 3)).toEqualTypeOf<number>();
    expectTypeOf(request.featureFlags.get('a', { perDay: 1 })).toEqualTypeOf<{ perDay: number }>();
    expectTypeOf(request.featureFlags.get('a', null)).toEqualTypeOf<JsonValue>();
    // @ts-expect-error a flag's value is JSON
    request.featureFlags.get('a', () => true);
  });

  it('can be required', () => {
    requireFlag('a', { is: 'blue', else: '/old' });
    // @ts-expect-error only texts, numbers and booleans can be compared
    requireFlag('a', { is: ['blue'] });
    // @ts-expect-error not a path
    requireFlag('a', { else: 404 });
  });
});

describe('B.6 a declared flag', () => {
  it('is read by its key, as its type', () => {
    const read = {} as FeatureFlags<Flags>;
    expectTypeOf(() => read.get('color')).returns.toEqualTypeOf<'red' | 'blue'>();
    // @ts-expect-error an unknown key
    void (() => read.get('colour'));
    // @ts-expect-error an unknown key
    void (() => read.isEnabled('checkout'));
    // @ts-expect-error a fallback that is not one of the values
    void (() => read.get('color', 'green'));
  });

  it('is required with one of its values', () => {
    expectTypeOf<RequireFlagOptions<'color', Flags>['is']>().toEqualTypeOf<'red' | 'blue' | undefined>();
    expectTypeOf<RequireFlagOptions<'new-checkout', Flags>['is']>().toEqualTypeOf<boolean | undefined>();
    // Lists and objects cannot be compared.
    expectTypeOf<RequireFlagOptions<'limits', Flags>['is']>().toEqualTypeOf<undefined>();
  });

  it('has contexts with the declared attributes', () => {
    type Options = FeatureFlagsOptions<Flags>;
    type Context = Awaited<ReturnType<Options['contextOf']>>;
    expectTypeOf<{ userId: string; plan: 'pro' }>().toExtend<Context>();
    expectTypeOf<{ plan: 'gold' }>().not.toExtend<Context>();
    expectTypeOf<Options['flags']>().toEqualTypeOf<Flags>();
  });

  it('has values in a test', () => {
    const test = createTestFlags(flags, { 'new-checkout': true });
    expectTypeOf(test).toEqualTypeOf<TestFlags<Flags>>();
    expectTypeOf(test.reads()).toEqualTypeOf<readonly ('new-checkout' | 'color' | 'limits')[]>();
    expectTypeOf(createTestFlags({ other: 1 })).toEqualTypeOf<TestFlags<undefined>>();
    // @ts-expect-error an unknown key
    createTestFlags(flags, { checkout: true });
    // @ts-expect-error a value of another type
    createTestFlags(flags, { 'new-checkout': 'on' });
    // @ts-expect-error not one of the values
    test.set({ color: 'green' });
  });
});
