import type { Override } from '@burgee/contracts';
import { Pagination, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { IconUserCheck } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { useEnvironment } from '../../app/environment.tsx';
import { trpc } from '../../app/trpc.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatCount } from '../../ui/format/words.ts';
import { RemoveDialog } from '../overrides/remove-dialog.tsx';
import { useExplainedFlags } from '../verdict/use-explanations.ts';
import { FlagOverrideRow } from './flag-override-row.tsx';
import classes from './users.module.css';
import type { IdLookup } from './users-search.ts';

const PAGE_SIZE = 50;

export function TargetOverrides({ lookup: { kind, target } }: { readonly lookup: IdLookup }) {
  const environment = useEnvironment();
  const [page, setPage] = useState(1);
  const [removing, setRemoving] = useState<Override | null>(null);
  const { data, error, refetch } = trpc.overrides.list.useQuery(
    { environment: environment.key, type: kind.type, target, page, pageSize: PAGE_SIZE },
    { placeholderData: keepPreviousData },
  );
  const context = { [kind.name]: target };
  const flagKeys = data?.items.map(({ flagKey }) => flagKey) ?? [];
  const explanations = useExplainedFlags(environment.key, context, flagKeys);
  if (error) return <ErrorState error={error} onRetry={() => void refetch()} />;
  if (!data) return <Skeleton h={160} radius="md" />;
  const { total } = data.pagination;
  if (total === 0) {
    return (
      <EmptyState icon={<IconUserCheck aria-hidden />} title={`No overrides for ${target}`}>
        In {environment.name}, the rules and the rollout of each flag decide for this {kind.label.toLowerCase()}. Try a
        flag on its page to see the result.
      </EmptyState>
    );
  }
  return (
    <Stack gap="sm">
      <Text size="sm" c="dimmed" role="status">
        {formatCount(total, 'flag')} in {environment.name}
      </Text>
      <Paper component="ul" className={classes.list} aria-label={`Overrides of ${target}`}>
        {data.items.map((override) => (
          <FlagOverrideRow
            key={override.id}
            override={override}
            context={context}
            explanation={explanations.get(override.flagKey)}
            onRemove={() => setRemoving(override)}
          />
        ))}
      </Paper>
      {total > PAGE_SIZE && (
        <Pagination
          total={Math.ceil(total / PAGE_SIZE)}
          value={page}
          onChange={setPage}
          getControlProps={(control) => ({ 'aria-label': `${control} page` })}
        />
      )}
      {removing && <RemoveDialog environment={environment.key} override={removing} onClose={() => setRemoving(null)} />}
    </Stack>
  );
}
