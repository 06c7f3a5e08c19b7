import { Group, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconUserSearch } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { AddOverrideButton } from './add-override-button.tsx';
import { TargetOverrides } from './target-overrides.tsx';
import { type IdLookup, KINDS, lookupSearch, parseLookup } from './users-search.ts';

const PAUSE_MS = 300;

/** Shows the overrides of one user, session or test run across all flags of the environment. */
export function UsersScreen() {
  const search = useSearch({ from: '/signed-in/users' });
  const navigate = useNavigate({ from: '/users' });
  const lookup = parseLookup(search);
  const lookUp = (next: IdLookup) => void navigate({ search: lookupSearch(next), replace: true });
  return (
    <>
      <PageHeader
        title="Users"
        description="The overrides of one user, session or test run, across all flags of this environment."
        actions={lookup.target && <AddOverrideButton lookup={lookup} />}
      />
      <Stack gap="lg">
        <LookupFields key={lookup.kind.name} lookup={lookup} onLookUp={lookUp} />
        {lookup.target === '' ? (
          <EmptyState icon={<IconUserSearch aria-hidden />} title="Look up a user">
            Enter the id that your code sends, such as a userId, to find out why someone gets or does not get a feature.
          </EmptyState>
        ) : (
          <TargetOverrides key={lookup.target} lookup={lookup} />
        )}
      </Stack>
    </>
  );
}

type LookupFieldsProps = { readonly lookup: IdLookup; readonly onLookUp: (lookup: IdLookup) => void };

function LookupFields({ lookup, onLookUp }: LookupFieldsProps) {
  const [text, setText] = useState(lookup.target);
  const lookUpSoon = useDebouncedCallback((target: string) => onLookUp({ kind: lookup.kind, target }), PAUSE_MS);
  return (
    <Group gap="sm" role="search">
      <SegmentedControl
        aria-label="Kind of id"
        data={KINDS.map(({ name, label }) => ({ value: name, label }))}
        value={lookup.kind.name}
        onChange={(name) =>
          onLookUp({ kind: KINDS.find((kind) => kind.name === name) ?? KINDS[0], target: text.trim() })
        }
      />
      <TextInput
        type="search"
        aria-label={lookup.kind.name}
        placeholder={lookup.kind.name}
        flex="1 1 220px"
        maw={420}
        maxLength={255}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          lookUpSoon(event.currentTarget.value.trim());
        }}
      />
    </Group>
  );
}
