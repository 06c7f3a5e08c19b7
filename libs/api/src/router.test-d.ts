import type {
  DomainFailure,
  EnvironmentKey,
  EvaluatedFlags,
  Flag,
  FlagKey,
  RulesetVersion,
  Session,
} from '@burgee/contracts';
import type { inferRouterInputs, inferRouterOutputs } from '@trpc/server';
import { describe, expectTypeOf, it } from 'vitest';
import type { AppRouter, createCaller } from './router.ts';

type Inputs = inferRouterInputs<AppRouter>;
type Outputs = inferRouterOutputs<AppRouter>;

declare const caller: ReturnType<typeof createCaller>;

describe('W9.13 over the wire', () => {
  it('takes plain strings and returns branded keys', () => {
    expectTypeOf<Inputs['flags']['get']['key']>().toEqualTypeOf<string>();
    expectTypeOf<Inputs['flags']['get']['environment']>().toEqualTypeOf<string>();
    expectTypeOf<Outputs['flags']['get']['key']>().toEqualTypeOf<FlagKey>();
    expectTypeOf<Outputs['flags']['get']['environment']>().toEqualTypeOf<EnvironmentKey>();
    expectTypeOf<Outputs['evaluation']['evaluateAll']['version']>().toEqualTypeOf<RulesetVersion>();
  });

  it('returns the types of the contract', () => {
    expectTypeOf<Outputs['flags']['get']>().toEqualTypeOf<Flag>();
    expectTypeOf<Outputs['flags']['setEnabled']>().toEqualTypeOf<Flag>();
    expectTypeOf<Outputs['evaluation']['evaluateAll']>().toEqualTypeOf<EvaluatedFlags>();
    expectTypeOf<Outputs['session']['me']>().toEqualTypeOf<Session | null>();
  });

  it('reports a failure of the contract, or null', () => {
    type ErrorData = AppRouter['_def']['_config']['$types']['errorShape']['data'];
    expectTypeOf<ErrorData['failure']>().toEqualTypeOf<DomainFailure | null>();
    expectTypeOf<ErrorData['hint']>().toEqualTypeOf<string | null>();
  });
});

describe('W9.13 a caller does not compile', () => {
  it('with an invalid input', () => {
    // @ts-expect-error `enabled` is a boolean
    void caller.flags.setEnabled({ environment: 'production', key: 'a', enabled: 'yes' });
    // @ts-expect-error the flag key is missing
    void caller.flags.setEnabled({ environment: 'production', enabled: true });
    // @ts-expect-error the server generates ids
    void caller.flags.create({ environment: 'production', key: 'a', id: '1' });
    // @ts-expect-error a stream has one environment
    void caller.evaluation.changes({ environments: ['production'] });
  });

  it('with a procedure that does not exist', () => {
    // @ts-expect-error there is no such procedure
    void caller.flags.toggle;
  });

  it('with a plain number as a version', () => {
    // @ts-expect-error an unparsed number is not a version
    const version: RulesetVersion = 7;
    void version;
  });
});
