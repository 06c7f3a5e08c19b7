import type { EnvironmentKey, Flag } from '@burgee/contracts';
import { trpc } from '../../app/trpc.ts';

/** Entries carry the whole flag before and after, so it is only these that are asked for. */
const NEWEST = 25;
/** An entry is written a moment after the flag that it is about. */
const SAME_MS = 2_000;

/** Who made a flag's last change, where it is one of the newest of the environment. */
export function useLastChanges(environment: EnvironmentKey): (flag: Flag) => string | undefined {
  const { data } = trpc.audit.list.useQuery({ environment, type: 'flag', limit: NEWEST });
  return ({ key, updatedAt }) => {
    const entry = data?.items.find((one) => one.key === key);
    if (!entry) return undefined;
    return Math.abs(Date.parse(entry.at) - Date.parse(updatedAt)) <= SAME_MS ? entry.actor : undefined;
  };
}
