import { Button, Group, Pagination, Paper, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconPlus, IconSearch, IconUsersPlus } from '@tabler/icons-react';
import { keepPreviousData } from '@tanstack/react-query';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { useEnvironment } from '../../app/environment.tsx';
import { usePermission } from '../../app/permission.ts';
import { trpc } from '../../app/trpc.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Guarded } from '../../ui/guarded.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { SegmentRow } from './segment-row.tsx';
import classes from './segments.module.css';

const PAGE_SIZE = 25;
const PAUSE_MS = 250;

/** Lists the named conditions and their users. */
export function SegmentsScreen() {
  const { q = '', page = 1 } = useSearch({ from: '/signed-in/segments' });
  const { key: environment } = useEnvironment();
  const { data, error, refetch } = trpc.segments.list.useQuery(
    { environment, page, pageSize: PAGE_SIZE, ...(q && { search: q }) },
    { placeholderData: keepPreviousData },
  );
  const isEmpty = data?.pagination.total === 0 && q === '';
  return (
    <>
      <PageHeader
        title="Segments"
        description="Named conditions. Changing a segment immediately changes every flag that uses it."
        actions={!isEmpty && <NewButton />}
      />
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!error && !data && <Skeleton h={200} radius="md" />}
      {isEmpty && <NoSegments />}
      {data && !isEmpty && (
        <Stack gap="sm">
          <Search q={q} />
          {data.items.length === 0 ? (
            <Paper p="lg">
              <Text c="dimmed" size="sm" ta="center">
                No matching segments for “{q}”.
              </Text>
            </Paper>
          ) : (
            <Paper component="ul" className={classes.list} aria-label="Segments">
              {data.items.map((segment) => (
                <SegmentRow key={segment.key} segment={segment} />
              ))}
            </Paper>
          )}
          <Pages page={page} total={data.pagination.total} />
        </Stack>
      )}
    </>
  );
}

function NewButton() {
  const { key } = useEnvironment();
  const { why } = usePermission('segments:write', key);
  const navigate = useNavigate();
  return (
    <Guarded why={why}>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={() => void navigate({ to: '/segments/new' })}>
        New segment
      </Button>
    </Guarded>
  );
}

function NoSegments() {
  return (
    <EmptyState icon={<IconUsersPlus aria-hidden />} title="No segments yet" action={<NewButton />}>
      A segment names a group, such as everyone with an email address of your company, so that the rules of any flag can
      use it.
    </EmptyState>
  );
}

function Search({ q }: { readonly q: string }) {
  const navigate = useNavigate({ from: '/segments' });
  const [text, setText] = useState(q);
  const searchSegments = useDebouncedCallback(
    (next: string) => void navigate({ search: { q: next || undefined }, replace: true }),
    PAUSE_MS,
  );
  return (
    <Group role="search">
      <TextInput
        type="search"
        aria-label="Search segments"
        placeholder="Search segments"
        leftSection={<IconSearch size={16} aria-hidden />}
        flex="1 1 200px"
        maw={360}
        maxLength={100}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          searchSegments(event.currentTarget.value.trim());
        }}
      />
    </Group>
  );
}

function Pages({ page, total }: { readonly page: number; readonly total: number }) {
  const navigate = useNavigate({ from: '/segments' });
  if (total <= PAGE_SIZE) return null;
  return (
    <Pagination
      total={Math.ceil(total / PAGE_SIZE)}
      value={page}
      onChange={(next) => void navigate({ search: (before) => ({ ...before, page: next }) })}
      getControlProps={(control) => ({ 'aria-label': `${control} page` })}
    />
  );
}
