import type { EnvironmentKey } from '@burgee/contracts';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getQueryKey } from '@trpc/react-query';
import { trpc } from '../../app/trpc.ts';
import type { HistoryFilter } from './history-filter.ts';

const PAGE_SIZE = 30;
const FIRST: string | null = null;

type FlagAddress = { readonly environment: EnvironmentKey; readonly flagKey: string };

/**
 * The entries of a flag and its overrides, newest first.
 *
 * Not by tRPC's own infinite query hook: it sends a field that the server rejects.
 */
export function useFlagTrail({ environment, flagKey }: FlagAddress, filter: HistoryFilter) {
  const { client } = trpc.useUtils();
  const input = { environment, flagKey, ...filter };
  return useInfiniteQuery({
    queryKey: getQueryKey(trpc.audit.list, input, 'infinite'),
    queryFn: ({ pageParam, signal }) =>
      client.audit.list.query(
        { ...input, limit: PAGE_SIZE, ...(pageParam !== null && { cursor: pageParam }) },
        { signal },
      ),
    initialPageParam: FIRST,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });
}
