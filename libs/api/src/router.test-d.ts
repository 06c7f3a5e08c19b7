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
  it('go plain strings, and branded keys come back', () => {
    expectTypeOf<Inputs['flags']['get']['key']>().toEqualTypeOf<string>();
    expectTypeOf<Inputs['flags']['get']['environment']>().toEqualTypeOf<string>();
    expectTypeOf<Outputs['flags']['get']['key']>().toEqualTypeOf<FlagKey>();
    expectTypeOf<Outputs['flags']['get']['environment']>().toEqualTypeOf<EnvironmentKey>();
    expectTypeOf<Outputs['evaluation']['evaluateAll']['version']>().toEqualTypeOf<RulesetVersion>();
  });

  it('comes back what the contract says', () => {
    expectTypeOf<Outputs['flags']['get']>().toEqualTypeOf<Flag>();
    expectTypeOf<Outputs['flags']['setEnabled']>().toEqualTypeOf<Flag>();
    expectTypeOf<Outputs['evaluation']['evaluateAll']>().toEqualTypeOf<EvaluatedFlags>();
    expectTypeOf<Outputs['session']['me']>().toEqualTypeOf<Session | null>();
  });

  it('a failure is one that the contract names, or none', () => {
    type ErrorData = AppRouter['_def']['_config']['$types']['errorShape']['data'];
    expectTypeOf<ErrorData['failure']>().toEqualTypeOf<DomainFailure | null>();
    expectTypeOf<ErrorData['hint']>().toEqualTypeOf<string | null>();
  });
});

describe('W9.13 a caller does not compile', () => {
  it('with an input that is wrong', () => {
    // @ts-expect-error `enabled` is a boolean
    void caller.flags.setEnabled({ environment: 'production', key: 'a', enabled: 'yes' });
    // @ts-expect-error the flag is not named
    void caller.flags.setEnabled({ environment: 'production', enabled: true });
    // @ts-expect-error ids are the server's
    void caller.flags.create({ environment: 'production', key: 'a', id: '1' });
    // @ts-expect-error a stream is of one environment
    void caller.evaluation.changes({ environments: ['production'] });
  });

  it('with a procedure that does not exist', () => {
    // @ts-expect-error there is none
    void caller.flags.toggle;
  });

  it('with a version where a number will not do', () => {
    // @ts-expect-error a number that nobody parsed is no version
    const version: RulesetVersion = 7;
    void version;
  });
});
