import { Button, Group, Select, TextInput } from '@mantine/core';
import { AuditAction, AuditSubject, OverrideType } from '@burgee/contracts';
import { IconX } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEnvironments } from '../../app/environment.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import type { AuditSearch } from './audit-search.ts';

const ACTIONS = AuditAction.options.map((value) => ({ value, label: capitalised(value) }));
const TYPES = [
  { group: 'Subject', items: AuditSubject.options.map((value) => ({ value, label: capitalised(value) })) },
  {
    group: 'Override',
    items: OverrideType.options.map((value) => ({ value, label: `${capitalised(value)} override` })),
  },
];

/** All of it is in the address, so a filtered trail can be sent to somebody. */
export function AuditFilters({ search }: { readonly search: AuditSearch }) {
  const { all } = useEnvironments();
  const navigate = useNavigate({ from: '/audit' });
  const set = (change: AuditSearch) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  const isFiltered = Object.entries(search).some(([name, value]) => name !== 'env' && value !== undefined);
  return (
    <Group gap="xs" mb="md" align="flex-end" role="search" aria-label="Filters">
      <Select
        label="Environment"
        placeholder="All"
        clearable
        w={150}
        data={all.map(({ key, name }) => ({ value: key, label: name }))}
        value={search.only ?? null}
        onChange={(only) => set({ only: only ?? undefined })}
      />
      <Select
        label="What"
        placeholder="Anything"
        clearable
        w={150}
        data={TYPES}
        value={search.type ?? null}
        onChange={(type) => set({ type: typeOf(type) })}
      />
      <Select
        label="Action"
        placeholder="Any"
        clearable
        w={130}
        data={ACTIONS}
        value={search.action ?? null}
        onChange={(action) => set({ action: AuditAction.safeParse(action).data })}
      />
      <FilterField label="Flag" value={search.flag} onChange={(flag) => set({ flag })} />
      <FilterField label="Who" value={search.actor} onChange={(actor) => set({ actor })} />
      <FilterField
        label="Target"
        placeholder="User, session, run"
        value={search.target}
        onChange={(target) => set({ target })}
      />
      <TextInput
        label="From"
        type="date"
        w={140}
        value={search.from ?? ''}
        onChange={(event) => set({ from: event.currentTarget.value || undefined })}
      />
      <TextInput
        label="To"
        type="date"
        w={140}
        value={search.to ?? ''}
        onChange={(event) => set({ to: event.currentTarget.value || undefined })}
      />
      {isFiltered && (
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconX size={16} aria-hidden />}
          onClick={() => void navigate({ search: {}, replace: true })}
        >
          Clear
        </Button>
      )}
    </Group>
  );
}

function typeOf(text: string | null): AuditSearch['type'] {
  return AuditSubject.safeParse(text).data ?? OverrideType.safeParse(text).data;
}

function capitalised(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
