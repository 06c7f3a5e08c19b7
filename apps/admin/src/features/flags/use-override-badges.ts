import type { EnvironmentKey, FlagKey, Override } from '@burgee/contracts';
import { trpc } from '../../app/trpc.ts';

const MAX = 200;

export type OverrideBadges = { readonly emergency: Override | undefined; readonly global: Override | undefined };

/** The overrides that concern everybody, by flag: two calls for a whole environment, since there are few of them. */
export function useOverrideBadges(environment: EnvironmentKey): (key: FlagKey) => OverrideBadges {
  const emergency = trpc.overrides.list.useQuery({ environment, type: 'emergency', pageSize: MAX });
  const global = trpc.overrides.list.useQuery({ environment, type: 'global', pageSize: MAX });
  const emergencies = byFlag(emergency.data?.items);
  const globals = byFlag(global.data?.items);
  return (key) => ({ emergency: emergencies.get(key), global: globals.get(key) });
}

function byFlag(overrides: readonly Override[] = []): ReadonlyMap<FlagKey, Override> {
  return new Map(overrides.map((override) => [override.flagKey, override]));
}
