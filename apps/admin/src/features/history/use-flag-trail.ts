import type { EnvironmentKey } from '@burgee/contracts';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getQueryKey } from '@trpc/react-query';
import { trpc } from '../../app/trpc.ts';
import type { HistoryFilter } from './history-filter.ts';

const PAGE = 30;
const FIRST: string | null = null;

type Named = { readonly environment: EnvironmentKey; readonly flagKey: string };

/** The entries of a flag and of its overrides, newest first. tRPC's own hook for pages sends a field that is refused. */
export function useFlagTrail({ environment, flagKey }: Named, filter: HistoryFilter) {
  const { client } = trpc.useUtils();
  const input = { environment, flagKey, ...filter };
  return useInfiniteQuery({
    queryKey: getQueryKey(trpc.audit.list, input, 'infinite'),
    queryFn: ({ pageParam, signal }) =>
      client.audit.list.query({ ...input, limit: PAGE, ...(pageParam !== null && { cursor: pageParam }) }, { signal }),
    initialPageParam: FIRST,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });
}
