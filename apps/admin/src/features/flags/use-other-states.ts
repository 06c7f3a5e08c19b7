import type { Environment, Flag, FlagKey } from '@burgee/contracts';
import { trpc } from '../../app/trpc.ts';
import type { FlagFilter } from './flags-search.ts';
import { PAGE_SIZE, type FlagRows } from './use-flag-rows.ts';

/** Changes elsewhere come by no stream: it tells of the chosen environment alone. */
const REFRESH_MS = 15_000;

export type OtherStates = {
  readonly environment: Environment;
  /** Whether the list has answered. */
  readonly isListed: boolean;
  readonly byKey: ReadonlyMap<FlagKey, Flag>;
};

/**
 * The same flags in the other environments: the pages that are in sight, by the same words and in the same order. That
 * answers for nearly all rows; a cell that it leaves open (its flag is not there, or on another page) asks for itself.
 */
export function useOtherStates(
  environments: readonly Environment[],
  filter: FlagFilter,
  rows: FlagRows,
): OtherStates[] {
  const { enabled: _enabled, ...input } = filter;
  // The answer that somebody waits for goes first, and what is still being typed is not worth three questions.
  const enabled = !rows.isPending && !rows.isPrevious;
  const asked = environments.flatMap(({ key }) => rows.pages.map((page) => ({ environment: key, page })));
  const answers = trpc.useQueries((call) =>
    asked.map((page) =>
      call.flags.list({ ...input, ...page, pageSize: PAGE_SIZE }, { enabled, refetchInterval: REFRESH_MS }),
    ),
  );
  return environments.map((environment) => {
    const own = answers.filter((_answer, index) => asked[index]?.environment === environment.key);
    const flags = own.flatMap(({ data }) => data?.items ?? []);
    const byKey = new Map(flags.map((flag) => [flag.key, flag]));
    return { environment, isListed: own.every(({ isFetched }) => isFetched), byKey };
  });
}
