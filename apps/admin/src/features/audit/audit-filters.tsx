import { AuditAction, AuditSubject, OverrideType } from '@burgee/contracts';
import { Button, Group, Select, TextInput } from '@mantine/core';
import { IconX } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { useEnvironments } from '../../app/environment.tsx';
import { FilterField } from '../../ui/filter-field.tsx';
import type { AuditSearch } from './audit-search.ts';

const ACTIONS = AuditAction.options.map((value) => ({ value, label: capitalize(value) }));
const TYPES = [
  { group: 'Subject', items: AuditSubject.options.map((value) => ({ value, label: capitalize(value) })) },
  {
    group: 'Override',
    items: OverrideType.options.map((value) => ({ value, label: `${capitalize(value)} override` })),
  },
];

/** The filters are part of the URL, so that a filtered trail can be shared. */
export function AuditFilters({ search }: { readonly search: AuditSearch }) {
  const { all } = useEnvironments();
  const navigate = useNavigate({ from: '/audit' });
  const setFilter = (change: AuditSearch) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
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
        onChange={(only) => setFilter({ only: only ?? undefined })}
      />
      <Select
        label="Type"
        placeholder="Any"
        clearable
        w={150}
        data={TYPES}
        value={search.type ?? null}
        onChange={(type) => setFilter({ type: parseType(type) })}
      />
      <Select
        label="Action"
        placeholder="Any"
        clearable
        w={130}
        data={ACTIONS}
        value={search.action ?? null}
        onChange={(action) => setFilter({ action: AuditAction.safeParse(action).data })}
      />
      <FilterField label="Flag" value={search.flag} onChange={(flag) => setFilter({ flag })} />
      <FilterField label="Changed by" value={search.actor} onChange={(actor) => setFilter({ actor })} />
      <FilterField
        label="Target"
        placeholder="User, session, run"
        value={search.target}
        onChange={(target) => setFilter({ target })}
      />
      <TextInput
        label="From"
        type="date"
        w={140}
        value={search.from ?? ''}
        onChange={(event) => setFilter({ from: event.currentTarget.value || undefined })}
      />
      <TextInput
        label="To"
        type="date"
        w={140}
        value={search.to ?? ''}
        onChange={(event) => setFilter({ to: event.currentTarget.value || undefined })}
      />
      {isFiltered && (
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconX size={16} aria-hidden />}
          onClick={() => void navigate({ search: {}, replace: true })}
        >
          Clear filters
        </Button>
      )}
    </Group>
  );
}

function parseType(text: string | null): AuditSearch['type'] {
  return AuditSubject.safeParse(text).data ?? OverrideType.safeParse(text).data;
}

function capitalize(word: string): string {
  return word.charAt(0).toUpperCase() + word.slice(1);
}
