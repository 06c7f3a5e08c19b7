import { Alert, Button, Skeleton, Stack, Text } from '@mantine/core';
import { IconPlus } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { lazy, Suspense, useState } from 'react';
import { useEnvironment, useEnvironments } from '../../app/environment.tsx';
import { usePermission } from '../../app/permission.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatCount } from '../../ui/format/words.ts';
import { Guarded } from '../../ui/guarded.tsx';
import { ButtonLink } from '../../ui/links.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { FlagTable } from './flag-table.tsx';
import { flagFilter, type FlagsSearch, isFiltered } from './flags-search.ts';
import { FlagsToolbar } from './flags-toolbar.tsx';
import { SwitchFlagProvider } from './switch-flag.tsx';
import { type FlagRows, useFlagRows } from './use-flag-rows.ts';
import { useSearchText } from './use-search-text.ts';
import { useSelection } from './use-selection.ts';

// Not needed for the first paint.
const FlagsEmpty = lazy(async () => ({ default: (await import('./flags-empty.tsx')).FlagsEmpty }));
const BulkBar = lazy(async () => ({ default: (await import('./bulk-bar.tsx')).BulkBar }));
const CreateFlagDialog = lazy(async () => ({ default: (await import('./create-flag-dialog.tsx')).CreateFlagDialog }));

export function FlagsScreen() {
  const search = useSearch({ from: '/signed-in/flags' });
  const navigate = useNavigate({ from: '/flags' });
  const updateSearch = (change: FlagsSearch) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const [text, setText] = useSearchText(search.q ?? '', (q) => updateSearch({ q: q || undefined }));
  const [isCreating, setIsCreating] = useState(false);
  const { key } = useEnvironment();
  return (
    <SwitchFlagProvider>
      <PageHeader
        title="Flags"
        actions={
          <>
            <ButtonLink to="/import/unleash" variant="default">
              Import
            </ButtonLink>
            <CreateFlagButton onClick={() => setIsCreating(true)} />
          </>
        }
        description="Every feature behind a switch: who gets it, where and since when."
      />
      <FlagsContent
        key={key}
        search={{ ...search, q: text || undefined }}
        text={text}
        onText={setText}
        onCreate={() => setIsCreating(true)}
      />
      <Suspense fallback={null}>
        {(isCreating || search.create !== undefined) && (
          <CreateFlagDialog
            suggested={search.create ?? ''}
            onClose={() => {
              setIsCreating(false);
              updateSearch({ create: undefined });
            }}
          />
        )}
      </Suspense>
    </SwitchFlagProvider>
  );
}

function CreateFlagButton({ onClick }: { readonly onClick: () => void }) {
  const { key } = useEnvironment();
  const { why } = usePermission('flags:write', key);
  return (
    <Guarded why={why}>
      <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={onClick}>
        Create flag
      </Button>
    </Guarded>
  );
}

type FlagsContentProps = {
  readonly search: FlagsSearch;
  readonly text: string;
  readonly onText: (text: string) => void;
  readonly onCreate: () => void;
};

function FlagsContent({ search, text, onText, onCreate }: FlagsContentProps) {
  const { all } = useEnvironments();
  const chosen = useEnvironment();
  const filter = flagFilter(search);
  const rows = useFlagRows(chosen, filter);
  const selection = useSelection(JSON.stringify([chosen.key, filter]), rows.at, rows.loaded);
  if (rows.error && !rows.total) return <ErrorState error={rows.error} onRetry={rows.retry} />;
  const isEmpty = !rows.isPending && !rows.isPrevious && rows.total === 0;
  if (isEmpty && !isFiltered(search)) {
    return (
      <Suspense fallback={<PendingRows />}>
        <FlagsEmpty onCreate={onCreate} />
      </Suspense>
    );
  }
  return (
    <>
      <FlagsToolbar search={search} text={text} onText={onText} />
      <FlagCount rows={rows} />
      {rows.isPending ? (
        <PendingRows />
      ) : (
        rows.total > 0 && (
          // The columns keep the order of the menu, regardless of the chosen environment.
          <FlagTable rows={rows} environments={all} chosen={chosen} sort={search.sort} selection={selection} />
        )
      )}
      <Suspense fallback={null}>
        {selection.flags.size > 0 && <BulkBar environment={chosen} selection={selection} />}
      </Suspense>
    </>
  );
}

/** The number of flags found, announced to people who cannot see the table change while they type. */
function FlagCount({ rows: { total, isPending } }: { readonly rows: FlagRows }) {
  if (isPending) return null;
  return (
    <>
      <Text size="xs" c="dimmed" mb={6} role="status">
        {formatCount(total, 'flag')}
      </Text>
      {total === 0 && (
        <Alert color="gray" title="No flags match">
          Try other words or clear the filters.
        </Alert>
      )}
    </>
  );
}

function PendingRows() {
  return (
    <Stack gap={2} role="status" aria-label="Loading flags">
      {Array.from({ length: 8 }, (_, index) => (
        <Skeleton key={index} height={60} radius="sm" />
      ))}
    </Stack>
  );
}
