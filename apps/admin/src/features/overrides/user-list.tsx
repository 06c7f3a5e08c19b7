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
import type { Flag, UserOverride } from '@burgee/contracts';
import { useDebouncedValue } from '@mantine/hooks';
import { IconSearch, IconUserPlus, IconUsers } from '@tabler/icons-react';
import { useState } from 'react';
import { usePermission } from '../../app/permission.ts';
import { EmptyState } from '../../ui/empty-state.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { Guarded } from '../../ui/guarded.tsx';
import { AddUsersDialog } from './add-users-dialog.tsx';
import { RemoveUsersDialog } from './remove-users-dialog.tsx';
import { UserRows } from './user-rows.tsx';
import { PAGE_SIZE, useUserOverrides, type Wanted } from './use-user-overrides.ts';

const PAUSE_MS = 200;
type Asked = { readonly kind: 'add'; readonly current?: UserOverride } | { readonly kind: 'remove' } | null;

/** Single users who get the flag or are kept out of it: searched, filtered, added, removed. */
export function UserList({ flag }: { readonly flag: Flag }) {
  const { why } = usePermission('overrides:write', flag.environment);
  const [wanted, setWanted] = useState<Wanted>({ search: '', only: 'all', page: 1 });
  const [search] = useDebouncedValue(wanted.search.trim(), PAUSE_MS);
  const found = useUserOverrides(flag, { ...wanted, search });
  const [selected, setSelected] = useState<ReadonlyMap<string, UserOverride>>(new Map());
  const [asked, setAsked] = useState<Asked>(null);
  const chosen = [...selected.values()];
  function close(): void {
    setAsked(null);
    setSelected(new Map());
  }
  return (
    <Stack component="section" gap="sm" aria-label="Users">
      <Group justify="space-between">
        <Title order={2}>Users</Title>
        <Group gap="xs">
          {chosen.length > 0 && (
            <Guarded why={why}>
              <Button variant="default" onClick={() => setAsked({ kind: 'remove' })}>
                Remove {chosen.length === 1 ? '1 user' : `${chosen.length} users`}
              </Button>
            </Guarded>
          )}
          <Guarded why={why}>
            <Button leftSection={<IconUserPlus size={18} aria-hidden />} onClick={() => setAsked({ kind: 'add' })}>
              Add users
            </Button>
          </Guarded>
        </Group>
      </Group>
      {found.everybody > 0 && <Filters wanted={wanted} onChange={setWanted} />}
      <Found
        flag={flag}
        found={found}
        search={search}
        why={why}
        selected={selected}
        onSelect={setSelected}
        onEdit={(current) => setAsked({ kind: 'add', current })}
      />
      {found.total > PAGE_SIZE && (
        <Pagination
          total={Math.ceil(found.total / PAGE_SIZE)}
          value={wanted.page}
          onChange={(page) => setWanted({ ...wanted, page })}
          getControlProps={(control) => ({ 'aria-label': `${control} page` })}
        />
      )}
      {asked?.kind === 'add' && <AddUsersDialog flag={flag} current={asked.current} onClose={close} />}
      {asked?.kind === 'remove' && <RemoveUsersDialog flag={flag} users={chosen} onClose={close} />}
    </Stack>
  );
}

type FiltersProps = { readonly wanted: Wanted; readonly onChange: (wanted: Wanted) => void };

function Filters({ wanted, onChange }: FiltersProps) {
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
        value={wanted.search}
        onChange={(event) => onChange({ ...wanted, search: event.currentTarget.value, page: 1 })}
      />
      <SegmentedControl
        aria-label="Which users"
        value={wanted.only}
        data={[
          { value: 'all', label: 'All' },
          { value: 'include', label: 'Included' },
          { value: 'exclude', label: 'Excluded' },
        ]}
        onChange={(only) => onChange({ ...wanted, only: only, page: 1 })}
      />
    </Group>
  );
}

type FoundProps = Parameters<typeof UserRows>[0] & {
  readonly found: ReturnType<typeof useUserOverrides>;
  readonly search: string;
};

function Found({ found, search, ...rows }: Omit<FoundProps, 'users'>) {
  if (found.error) return <ErrorState error={found.error} onRetry={found.retry} />;
  if (found.isPending) return <Skeleton h={180} radius="md" />;
  if (found.everybody === 0) {
    return (
      <EmptyState icon={<IconUsers aria-hidden />} title="No user has an override">
        Include a user to give them the flag whatever the rules say, or exclude one to keep them out. A switched-off
        flag stays off for all of them.
      </EmptyState>
    );
  }
  return (
    <Paper>
      {found.total === 0 ? (
        <Text c="dimmed" size="sm" p="lg" ta="center">
          No user fits{search && ` “${search}”`}.
        </Text>
      ) : (
        <UserRows {...rows} users={found.users} />
      )}
    </Paper>
  );
}
