import type { Environment, Flag, FlagKey } from '@burgee/contracts';
import { trpc } from '../../app/trpc.ts';
import type { FlagFilter } from './flags-search.ts';

const PAGE_SIZE = 200;
/** Changes elsewhere come by no stream: it tells of the chosen environment alone. */
const REFRESH_MS = 15_000;

export type OtherStates = {
  readonly environment: Environment;
  readonly isListed: boolean;
  readonly byKey: ReadonlyMap<FlagKey, Flag>;
};

/**
 * The same flags in the other environments: one call each, by the same words and in the same order. That answers for nearly
 * all rows; a cell that it leaves open (a flag that is not there, or is archived) asks for itself.
 */
export function useOtherStates(environments: readonly Environment[], filter: FlagFilter): OtherStates[] {
  const { enabled: _enabled, ...input } = filter;
  const answers = trpc.useQueries((call) =>
    environments.map(({ key }) =>
      call.flags.list({ ...input, environment: key, pageSize: PAGE_SIZE }, { refetchInterval: REFRESH_MS }),
    ),
  );
  return environments.map((environment, index) => {
    const answer = answers[index];
    const byKey = new Map(answer?.data?.items.map((flag) => [flag.key, flag]));
    return { environment, isListed: answer?.isFetched ?? false, byKey };
  });
}
