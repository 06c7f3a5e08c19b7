import { Button, Center, Paper, Skeleton, Stack } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import { getQueryKey } from '@trpc/react-query';
import { trpc } from '../../app/trpc.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { AuditEntryRow } from './audit-entry-row.tsx';
import type { AuditFilter } from './audit-input.ts';

const PAGE = 50;
const FIRST: string | null = null;

/** Entries newest first, page by page. New entries appear on top without shifting the pages below. */
export function AuditTrail({ input }: { readonly input: AuditFilter }) {
  const trail = useTrail(input);
  if (trail.error && !trail.data) return <ErrorState error={trail.error} onRetry={() => void trail.refetch()} />;
  if (!trail.data) return <Loading />;
  const entries = trail.data.pages.flatMap(({ items }) => items);
  if (entries.length === 0) {
    return (
      <EmptyState icon={<IconHistory />} title="No entries">
        {Object.keys(input).length > 0
          ? 'No recorded change matches these filters. Clear one of them.'
          : 'Every change to flags, segments, overrides, keys and people appears here, with who made it and why.'}
      </EmptyState>
    );
  }
  return (
    <>
      <Paper component="ol" aria-label="Entries" m={0} p={0} style={{ listStyle: 'none', overflow: 'hidden' }}>
        {entries.map((entry) => (
          <AuditEntryRow key={entry.id} entry={entry} />
        ))}
      </Paper>
      {trail.hasNextPage && (
        <Center mt="md">
          <Button variant="default" loading={trail.isFetchingNextPage} onClick={() => void trail.fetchNextPage()}>
            Load more entries
          </Button>
        </Center>
      )}
    </>
  );
}

/** Avoids tRPC's own hook for pages: it adds a direction to the input, which the server refuses as unknown. */
function useTrail(input: AuditFilter) {
  const { client } = trpc.useUtils();
  return useInfiniteQuery({
    queryKey: getQueryKey(trpc.audit.list, input, 'infinite'),
    queryFn: ({ pageParam, signal }) =>
      client.audit.list.query({ ...input, limit: PAGE, ...(pageParam !== null && { cursor: pageParam }) }, { signal }),
    initialPageParam: FIRST,
    getNextPageParam: ({ nextCursor }) => nextCursor,
    placeholderData: keepPreviousData,
  });
}

function Loading() {
  return (
    <Stack gap="xs" role="status" aria-label="Loading">
      {['a', 'b', 'c', 'd', 'e', 'f'].map((row) => (
        <Skeleton key={row} h={52} />
      ))}
    </Stack>
  );
}
