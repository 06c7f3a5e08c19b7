import type { AppRouter } from '@burgee/api-types';
import type { DomainFailure, EvaluatedFlags, EvaluationContext, Flag, JsonValue } from '@burgee/contracts';
import type { FlagContext, FlagName } from '@burgee/flags';
import type { TRPCClientErrorLike } from '@trpc/client';
import { describe, expectTypeOf, it } from 'vitest';
import type { ApiClient, FlagClient, FlagClientOptions, UrlOverrides } from './index.ts';

declare const api: ApiClient;
declare const client: FlagClient;

describe('W9.13 a caller of the API', () => {
  it('gets the types of the contract', () => {
    expectTypeOf(api.evaluation.evaluateAll.query).returns.resolves.toEqualTypeOf<EvaluatedFlags>();
    expectTypeOf<Awaited<ReturnType<typeof api.flags.get.query>>>().toExtend<Flag>();
    expectTypeOf<Flag>().toExtend<Awaited<ReturnType<typeof api.flags.get.query>>>();
  });

  it('does not compile with a wrong input', () => {
    // @ts-expect-error `enabled` is a boolean
    void api.flags.setEnabled.mutate({ environment: 'production', key: 'a', enabled: 'yes' });
    // @ts-expect-error the key of the flag is missing
    void api.flags.setEnabled.mutate({ environment: 'production', enabled: true });
    // @ts-expect-error an unknown field
    void api.evaluation.evaluateAll.query({ user: 'ann' });
  });

  it('does not compile with a flag of a type that does not exist', () => {
    // @ts-expect-error an unknown type of flag
    void api.flags.create.mutate({ environment: 'production', key: 'a', type: 'color' });
  });

  it('does not compile with an output field of another name', async () => {
    const { flags } = await api.evaluation.evaluateAll.query({});
    expectTypeOf(flags['a']?.enabled).toEqualTypeOf<boolean | undefined>();
    // @ts-expect-error the field is named `enabled`
    void flags['a']?.isEnabled;
    const flag = await api.flags.get.query({ environment: 'production', key: 'a' });
    // @ts-expect-error the percentage is in the schedule
    void flag.rollout.percentage;
  });

  it('does not compile with a procedure that does not exist', () => {
    // @ts-expect-error an unknown procedure
    void api.flags.toggle;
  });

  it('gets the failures that it can act on', () => {
    type Data = NonNullable<TRPCClientErrorLike<AppRouter>['data']>;
    expectTypeOf<Data['failure']>().toEqualTypeOf<DomainFailure | null>();
  });
});

describe('S400.8 overrides of a URL', () => {
  it('accept the storage of a browser, or the part that is used', () => {
    expectTypeOf({ search: location.search, storage: sessionStorage }).toExtend<UrlOverrides>();
    expectTypeOf({ search: '' }).toExtend<UrlOverrides>();
    // @ts-expect-error the query is missing
    const nothing: UrlOverrides = { storage: sessionStorage };
    void nothing;
  });

  it('have a state with a status', () => {
    expectTypeOf(client.overrides().status).toEqualTypeOf<'none' | 'asking' | 'set' | 'refused'>();
    expectTypeOf(client.clearOverrides).returns.resolves.toEqualTypeOf<void>();
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
