import { Group, SegmentedControl, Stack, TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { IconUserSearch } from '@tabler/icons-react';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useState } from 'react';
import { EmptyState } from '../../ui/empty-state.tsx';
import { PageHeader } from '../../ui/page-header.tsx';
import { AddForFlag } from './add-for-flag.tsx';
import { OverridesOf } from './overrides-of.tsx';
import { askedOf, KINDS, searchOf, type Asked } from './users-search.ts';

const PAUSE_MS = 300;

/** What one user, session or test run has of its own, in all flags of the environment. */
export function UsersScreen() {
  const search = useSearch({ from: '/signed-in/users' });
  const navigate = useNavigate({ from: '/users' });
  const asked = askedOf(search);
  const ask = (next: Asked) => void navigate({ search: searchOf(next), replace: true });
  return (
    <>
      <PageHeader
        title="Users"
        description="The overrides of one user, session or test run, across all flags of this environment."
        actions={asked.target && <AddForFlag asked={asked} />}
      />
      <Stack gap="lg">
        <Who key={asked.kind.name} asked={asked} onAsk={ask} />
        {asked.target === '' ? (
          <EmptyState icon={<IconUserSearch aria-hidden />} title="Who is it about?">
            Type the id that your code sends, such as a userId. Somebody asks why they see a feature? This is where to
            look.
          </EmptyState>
        ) : (
          <OverridesOf key={asked.target} asked={asked} />
        )}
      </Stack>
    </>
  );
}

type WhoProps = { readonly asked: Asked; readonly onAsk: (asked: Asked) => void };

function Who({ asked, onAsk }: WhoProps) {
  const [text, setText] = useState(asked.target);
  const askSoon = useDebouncedCallback((target: string) => onAsk({ kind: asked.kind, target }), PAUSE_MS);
  return (
    <Group gap="sm" role="search">
      <SegmentedControl
        aria-label="Kind of id"
        data={KINDS.map(({ name, label }) => ({ value: name, label }))}
        value={asked.kind.name}
        onChange={(name) => onAsk({ kind: KINDS.find((kind) => kind.name === name) ?? KINDS[0], target: text.trim() })}
      />
      <TextInput
        type="search"
        aria-label={asked.kind.name}
        placeholder={asked.kind.name}
        flex="1 1 220px"
        maw={420}
        maxLength={255}
        autoComplete="off"
        spellCheck={false}
        value={text}
        onChange={(event) => {
          setText(event.currentTarget.value);
          askSoon(event.currentTarget.value.trim());
        }}
      />
    </Group>
  );
}
