import type { AppRouter as ServerRouter } from '@burgee/api';
import type { DomainFailure, EvaluatedFlags, Flag } from '@burgee/contracts';
import type { TRPCClientErrorLike } from '@trpc/client';
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import { describe, expectTypeOf, it } from 'vitest';
import type { ApiClient, AppRouter } from './index.ts';
import type { ApiHooks } from './react-query.ts';

declare const api: ApiClient;
declare const hooks: ApiHooks;

describe('W9.13 the router of the client', () => {
  it('has the inputs, outputs and errors of the router of the server', () => {
    expectTypeOf<inferRouterInputs<AppRouter>>().toEqualTypeOf<inferRouterInputs<ServerRouter>>();
    expectTypeOf<inferRouterOutputs<AppRouter>>().toEqualTypeOf<inferRouterOutputs<ServerRouter>>();
    expectTypeOf<TRPCClientErrorLike<AppRouter>>().toEqualTypeOf<TRPCClientErrorLike<ServerRouter>>();
  });
});

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

describe('W9.13 a hook of the API', () => {
  it('returns the types of the contract', () => {
    const { data } = hooks.flags.get.useQuery({ environment: 'production', key: 'a' });
    expectTypeOf(data).toEqualTypeOf<Flag | undefined>();
    // @ts-expect-error an unknown procedure
    void hooks.flags.toggle;
  });
});
