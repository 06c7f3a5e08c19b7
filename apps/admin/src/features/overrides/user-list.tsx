import type { Flag, UserOverride } from '@burgee/contracts';
import {
  Button,
  Group,
  Pagination,
  Paper,
  SegmentedControl,
  Skeleton,
  Stack,
  Text,
  TextInput,
  Title,
} from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { useLastingPermission } from '../../app/permission.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatCount } from '../../ui/format/words.ts';
import { Guarded } from '../../ui/guarded.tsx';
import { AddUsersDialog } from './add-users-dialog.tsx';
import { RemoveUsersDialog } from './remove-users-dialog.tsx';
import { PAGE_SIZE, type UserFilter, useUserOverrides } from './use-user-overrides.ts';
import { UserRows } from './user-rows.tsx';

const PAUSE_MS = 200;
type OpenDialog = { readonly kind: 'add'; readonly current?: UserOverride } | { readonly kind: 'remove' } | null;

/** Lists the users who get the flag or are kept out of it, with search, filter, adding and removing. */
export function UserList({ flag }: { readonly flag: Flag }) {
  const { why } = useLastingPermission(flag);
  const [filter, setFilter] = useState<UserFilter>({ search: '', only: 'all', page: 1 });
  const [search] = useDebouncedValue(filter.search.trim(), PAUSE_MS);
  const found = useUserOverrides(flag, { ...filter, search });
  const [selected, setSelected] = useState<ReadonlyMap<string, UserOverride>>(new Map());
  const [openDialog, setOpenDialog] = useState<OpenDialog>(null);
  const chosen = [...selected.values()];
  function close(): void {
    setOpenDialog(null);
    setSelected(new Map());
  }
  return (
    <Stack component="section" gap="sm" aria-label="Users">
      <Group justify="space-between">
        <Title order={2}>Users</Title>
        <Group gap="xs">
          {chosen.length > 0 && (
            <Guarded why={why}>
              <Button variant="default" onClick={() => setOpenDialog({ kind: 'remove' })}>
                Remove {formatCount(chosen.length, 'user')}
              </Button>
            </Guarded>
          )}
          <Guarded why={why}>
            <Button leftSection={<IconUserPlus size={18} aria-hidden />} onClick={() => setOpenDialog({ kind: 'add' })}>
              Add users
            </Button>
          </Guarded>
        </Group>
      </Group>
      {found.totalUnfiltered > 0 && <Filters filter={filter} onChange={setFilter} />}
      <FoundUsers
        flag={flag}
        found={found}
        search={search}
        why={why}
        selected={selected}
        onSelect={setSelected}
        onEdit={(current) => setOpenDialog({ kind: 'add', current })}
      />
      {found.total > PAGE_SIZE && (
        <Pagination
          total={Math.ceil(found.total / PAGE_SIZE)}
          value={filter.page}
          onChange={(page) => setFilter({ ...filter, page })}
          getControlProps={(control) => ({ 'aria-label': `${control} page` })}
        />
      )}
      {openDialog?.kind === 'add' && <AddUsersDialog flag={flag} current={openDialog.current} onClose={close} />}
      {openDialog?.kind === 'remove' && <RemoveUsersDialog flag={flag} users={chosen} onClose={close} />}
    </Stack>
  );
}

type FiltersProps = { readonly filter: UserFilter; readonly onChange: (filter: UserFilter) => void };

function Filters({ filter, onChange }: FiltersProps) {
  return (
    <Group gap="sm">
      <TextInput
        type="search"
        aria-label="Search users"
        placeholder="Search ids and reasons"
        leftSection={<IconSearch size={16} aria-hidden />}
        flex="1 1 200px"
        maw={360}
        maxLength={255}
        value={filter.search}
        onChange={(event) => onChange({ ...filter, search: event.currentTarget.value, page: 1 })}
      />
      <SegmentedControl
        aria-label="Filter by type"
        value={filter.only}
        data={[
          { value: 'all', label: 'All' },
          { value: 'include', label: 'Included' },
          { value: 'exclude', label: 'Excluded' },
        ]}
        onChange={(only) => onChange({ ...filter, only, page: 1 })}
      />
    </Group>
  );
}

type FoundUsersProps = Parameters<typeof UserRows>[0] & {
  readonly found: ReturnType<typeof useUserOverrides>;
  readonly search: string;
};

function FoundUsers({ found, search, ...rows }: Omit<FoundUsersProps, 'users'>) {
  if (found.error) return <ErrorState error={found.error} onRetry={found.retry} />;
  if (found.isPending) return <Skeleton h={180} radius="md" />;
  if (found.totalUnfiltered === 0) {
    return (
      <EmptyState icon={<IconUsers aria-hidden />} title="No user overrides yet">
        Include a user to give them the flag regardless of the rules, or exclude a user to keep them out. While the flag
        is switched off, it stays off for all of them.
      </EmptyState>
    );
  }
  return (
    <Paper>
      {found.total === 0 ? (
        <Text c="dimmed" size="sm" p="lg" ta="center">
          No matching users{search && ` for “${search}”`}.
        </Text>
      ) : (
        <UserRows {...rows} users={found.users} />
      )}
    </Paper>
  );
}
