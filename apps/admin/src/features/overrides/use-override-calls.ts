import type { EnvironmentKey, Override, OverrideOf, OverrideType } from '@burgee/contracts';
import { trpc } from '../../app/trpc.ts';

export type Why = { readonly reason?: string };

export type OverrideCalls = {
  /** Takes an override away, whichever layer it is of. */
  readonly remove: (override: Override, why?: Why) => Promise<void>;
  /** Sets it as it was, also where another one is in its place by now. */
  readonly putBack: (override: Override, why?: Why) => Promise<void>;
};

type Table = { [T in OverrideType]: (override: OverrideOf<T>, why: Why) => Promise<unknown> };

/** The calls that every layer has, by its type. Each rejects as the server refuses. */
export function useOverrideCalls(environment: EnvironmentKey): OverrideCalls {
  const removes = useRemoves(environment);
  const sets = useSets(environment);
  const utils = trpc.useUtils();
  async function run(table: Table, override: Override, why: Why): Promise<void> {
    // The table is complete by type; TypeScript cannot follow that the entry for this type takes this very override.
    await (table[override.type] as (override: Override, why: Why) => Promise<unknown>)(override, why);
    await utils.overrides.invalidate();
  }
  return {
    remove: (override, why = {}) => run(removes, override, why),
    putBack: (override, why = {}) => run(sets, override, why),
  };
}

function useRemoves(environment: EnvironmentKey): Table {
  const emergency = trpc.overrides.removeEmergency.useMutation();
  const session = trpc.overrides.clearSession.useMutation();
  const testing = trpc.overrides.removeTesting.useMutation();
  const user = trpc.overrides.removeUser.useMutation();
  const global = trpc.overrides.removeGlobal.useMutation();
  return {
    emergency: ({ flagKey }, why) => emergency.mutateAsync({ environment, flagKey, ...why }),
    session: ({ flagKey, target }) => session.mutateAsync({ environment, flagKey, sessionId: target }),
    testing: ({ flagKey, target }, why) => testing.mutateAsync({ environment, flagKey, testRunId: target, ...why }),
    user: ({ flagKey, target }, why) => user.mutateAsync({ environment, flagKey, userId: target, ...why }),
    global: ({ flagKey }, why) => global.mutateAsync({ environment, flagKey, ...why }),
  };
}

function useSets(environment: EnvironmentKey): Table {
  const emergency = trpc.overrides.setEmergency.useMutation();
  const session = trpc.overrides.setSession.useMutation();
  const testing = trpc.overrides.setTesting.useMutation();
  const user = trpc.overrides.setUser.useMutation();
  const global = trpc.overrides.setGlobal.useMutation();
  return {
    emergency: ({ flagKey, value, reason }, why) =>
      emergency.mutateAsync({ environment, flagKey, value, reason, ...why }),
    session: ({ flagKey, value, target }) =>
      session.mutateAsync({ environment, sessionId: target, overrides: [{ flagKey, value }] }),
    testing: ({ flagKey, value, target, expiresAt, reason }, why) =>
      testing.mutateAsync({ environment, flagKey, testRunId: target, value, expiresAt, ...given(reason), ...why }),
    user: ({ flagKey, target, overrideType, value, expiresAt, reason }, why) =>
      user.mutateAsync({
        environment,
        flagKey,
        userId: target,
        overrideType,
        expiresAt,
        ...(value !== undefined && { value }),
        ...given(reason),
        ...why,
      }),
    global: ({ flagKey, value, expiresAt, reason }, why) =>
      global.mutateAsync({ environment, flagKey, value, expiresAt, ...given(reason), ...why }),
  };
}

/** Contracts leave a reason out where there is none; what is stored has `null`. */
function given(reason: string | null): Why {
  return reason === null ? {} : { reason };
}
