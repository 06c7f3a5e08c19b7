import type { EvaluationContext, JsonValue } from '@burgee/contracts';
import type { FlagContext, FlagName } from '@burgee/flags';
import { describe, expectTypeOf, it } from 'vitest';
import type { FlagClient, FlagClientOptions, OverrideSession } from './index.ts';
import type { OverridesState, UrlOverrides } from './overrides.ts';

declare const client: FlagClient;

describe('S400.8 overrides of a URL', () => {
  it('accept the storage of a browser, or the part that is used', () => {
    expectTypeOf({ search: location.search, storage: sessionStorage }).toExtend<UrlOverrides>();
    expectTypeOf({ search: '' }).toExtend<UrlOverrides>();
    expectTypeOf({}).toExtend<UrlOverrides>();
  });

  it('have a state with a status', () => {
    expectTypeOf<OverridesState['status']>().toEqualTypeOf<'none' | 'asking' | 'set' | 'refused'>();
    expectTypeOf<OverrideSession['clear']>().returns.resolves.toEqualTypeOf<void>();
  });
});

describe('B.6 without declared flags', () => {
  it('any key is accepted, and a value has the type of its fallback', () => {
    expectTypeOf<FlagName>().toEqualTypeOf<string>();
    expectTypeOf(client.isEnabled('anything')).toEqualTypeOf<boolean>();
    expectTypeOf(client.get('anything', true)).toEqualTypeOf<boolean>();
    expectTypeOf(client.get('anything', 'red')).toEqualTypeOf<string>();
    expectTypeOf(client.get('anything', 3)).toEqualTypeOf<number>();
    expectTypeOf(client.get('anything', { a: [1] })).toEqualTypeOf<{ a: number[] }>();
    expectTypeOf(client.get('anything', null)).toEqualTypeOf<JsonValue>();
  });

  it('flags are optional for a client', () => {
    expectTypeOf({ url: '' }).toExtend<FlagClientOptions>();
  });

  it('a fallback must be JSON', () => {
    // @ts-expect-error a fallback is required
    client.get('anything');
    // @ts-expect-error a function is not JSON
    client.get('anything', () => true);
  });

  it('any context is accepted', () => {
    expectTypeOf<FlagContext>().toEqualTypeOf<EvaluationContext>();
    client.setContext({ userId: 'ann', plan: 'pro', seats: 3 });
    // @ts-expect-error an attribute is a text, a number, a boolean or a list of texts
    client.setContext({ plan: { name: 'pro' } });
  });
});
