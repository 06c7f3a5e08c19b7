import type { EnvironmentKey } from '@burgee/contracts';
import { trpc } from '../../app/trpc.ts';

/** Used while the environment has no flag that is on or off. */
const EXAMPLE = 'new-checkout';
const ENOUGH = 50;

/** Returns the flag that the lines read: the given one, or the first one of the environment that is on or off. */
export function useExampleFlag(environment: EnvironmentKey, given: string | undefined): string {
  const { data } = trpc.flags.list.useQuery(
    { environment, page: 1, pageSize: ENOUGH },
    { enabled: given === undefined },
  );
  return given ?? data?.items.find(({ type }) => type === 'boolean')?.key ?? EXAMPLE;
}
