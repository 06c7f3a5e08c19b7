import type { Evaluation } from '@burgee/contracts';
import type { JsonValue } from '@burgee/flags';
import type { Request } from 'express';
import { expectTypeOf, it } from 'vitest';
import type { FeatureFlags } from './index.ts';

declare const request: Request;

it('W9.8 every request has typed flags', () => {
  expectTypeOf(request.featureFlags).toEqualTypeOf<FeatureFlags>();
  expectTypeOf(request.featureFlags.isEnabled('a')).toEqualTypeOf<boolean>();
  expectTypeOf(request.featureFlags.all()).toEqualTypeOf<ReadonlyMap<string, Evaluation>>();
});

it('a value has the type of its fallback', () => {
  expectTypeOf(request.featureFlags.get('a', true)).toEqualTypeOf<boolean>();
  expectTypeOf(request.featureFlags.get('a', 'red')).toEqualTypeOf<string>();
  expectTypeOf(request.featureFlags.get('a', 3)).toEqualTypeOf<number>();
  expectTypeOf(request.featureFlags.get('a', { perDay: 1 })).toEqualTypeOf<{ perDay: number }>();
  expectTypeOf(request.featureFlags.get('a', null)).toEqualTypeOf<JsonValue>();
  // @ts-expect-error a flag's value is JSON
  request.featureFlags.get('a', () => true);
});
