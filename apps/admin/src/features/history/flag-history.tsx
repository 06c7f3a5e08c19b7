import { type EnvironmentKey, type Flag, MINUTE_MS } from '@burgee/contracts';
import { Button, Center, Paper, Skeleton, Stack } from '@mantine/core';
import { IconHistory } from '@tabler/icons-react';
import { useState } from 'react';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { useNow } from '../../ui/use-now.ts';
import { groupByDay } from './days.ts';
import classes from './history.module.css';
import { HistoryEntry } from './history-entry.tsx';
import type { HistoryFilter } from './history-filter.ts';
import { HistoryFilters } from './history-filters.tsx';
import { useFlagTrail } from './use-flag-trail.ts';

export type FlagHistoryProps = {
  readonly environment: EnvironmentKey;
  readonly flagKey: string;
  /** The current flag; absent for a deleted flag, which still has a history. */
  readonly flag?: Flag;
};

/** All changes to a flag and its overrides, newest first. */
export function FlagHistory({ environment, flagKey, flag }: FlagHistoryProps) {
  const [filter, setFilter] = useState<HistoryFilter>({});
  return (
    <Stack>
      <HistoryFilters filter={filter} onChange={setFilter} />
      <HistoryEntries environment={environment} flagKey={flagKey} flag={flag} filter={filter} />
    </Stack>
  );
}

type HistoryEntriesProps = Omit<FlagHistoryProps, 'flag'> & {
  readonly flag: Flag | undefined;
  readonly filter: HistoryFilter;
};

function HistoryEntries({ flag, filter, ...address }: HistoryEntriesProps) {
  const trail = useFlagTrail(address, filter);
  const now = useNow(MINUTE_MS);
  if (trail.error && !trail.data) return <ErrorState error={trail.error} onRetry={() => void trail.refetch()} />;
  if (!trail.data) return <PendingEntries />;
  const days = groupByDay(
    trail.data.pages.flatMap(({ items }) => items),
    now,
  );
  if (days.length === 0) {
    return (
      <EmptyState icon={<IconHistory aria-hidden />} title="No entries">
        {Object.keys(filter).length > 0
          ? 'No entries match these filters. Clear one to see more.'
          : 'Every change to the flag and its overrides appears here, with who made it and why.'}
      </EmptyState>
    );
  }
  return (
    <>
      {days.map(({ name, entries }) => (
        <section key={name} aria-label={name}>
          <h2 className={classes.day}>{name}</h2>
          <Paper component="ol" className={classes.list}>
            {entries.map((entry) => (
              <HistoryEntry key={entry.id} entry={entry} environment={address.environment} flag={flag} />
            ))}
          </Paper>
        </section>
      ))}
      {trail.hasNextPage && (
        <Center>
          <Button variant="default" loading={trail.isFetchingNextPage} onClick={() => void trail.fetchNextPage()}>
            Load more entries
          </Button>
        </Center>
      )}
    </>
  );
}

function PendingEntries() {
  return (
    <Stack gap="xs" role="status" aria-label="Loading">
      {['a', 'b', 'c', 'd'].map((row) => (
        <Skeleton key={row} h={48} />
      ))}
    </Stack>
  );
}
