import type { EnvironmentKey, Override, OverrideOf, OverrideType } from '@burgee/contracts';
import { trpc } from '../../app/trpc.ts';

export type Why = { readonly reason?: string };

export type OverrideCalls = {
  /** Removes an override of any layer. */
  readonly remove: (override: Override, why?: Why) => Promise<void>;
  /** Restores an override, even if another one has replaced it. */
  readonly putBack: (override: Override, why?: Why) => Promise<void>;
};

type CallsByType = { [T in OverrideType]: (override: OverrideOf<T>, why: Why) => Promise<unknown> };

/** Removes and restores overrides of any layer. Each call rejects with the server's error. */
export function useOverrideCalls(environment: EnvironmentKey): OverrideCalls {
  const removeCalls = useRemoveCalls(environment);
  const setCalls = useSetCalls(environment);
  const utils = trpc.useUtils();
  async function runCall(calls: CallsByType, override: Override, why: Why): Promise<void> {
    // `calls` is complete by type, but TypeScript cannot infer that the entry for this type accepts this override.
    await (calls[override.type] as (override: Override, why: Why) => Promise<unknown>)(override, why);
    await utils.overrides.invalidate();
  }
  return {
    remove: (override, why = {}) => runCall(removeCalls, override, why),
    putBack: (override, why = {}) => runCall(setCalls, override, why),
  };
}

function useRemoveCalls(environment: EnvironmentKey): CallsByType {
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

function useSetCalls(environment: EnvironmentKey): CallsByType {
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
      testing.mutateAsync({
        environment,
        flagKey,
        testRunId: target,
        value,
        expiresAt,
        ...storedReason(reason),
        ...why,
      }),
    user: ({ flagKey, target, overrideType, value, expiresAt, reason }, why) =>
      user.mutateAsync({
        environment,
        flagKey,
        userId: target,
        overrideType,
        expiresAt,
        ...(value !== undefined && { value }),
        ...storedReason(reason),
        ...why,
      }),
    global: ({ flagKey, value, expiresAt, reason }, why) =>
      global.mutateAsync({ environment, flagKey, value, expiresAt, ...storedReason(reason), ...why }),
  };
}

/** Converts a stored reason to an input: stored overrides have `null` for no reason, inputs omit it. */
function storedReason(reason: string | null): Why {
  return reason === null ? {} : { reason };
}
