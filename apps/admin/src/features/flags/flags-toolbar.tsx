import { Button, CloseButton, Group, Kbd, NativeSelect, TextInput } from '@mantine/core';
import { FlagStatus, FlagType, Tag } from '@burgee/contracts';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { memo, useRef, type KeyboardEvent } from 'react';
import { isFiltered, type FlagsSearch } from './flags-search.ts';
import { STATUS_LOOKS } from './status-badge.tsx';
import { TYPE_WORDS } from './type-look.tsx';
import { focusFirstRow } from './use-row-keys.ts';
import { useTags } from './use-tags.ts';

export type FlagsToolbarProps = {
  readonly search: FlagsSearch;
  readonly text: string;
  readonly onText: (text: string) => void;
};

/** On a phone they stand in pairs. */
const HALF = 'calc(50% - 5px)';

const any = (label: string) => ({ value: '', label });
const TYPES = [any('Any type'), ...FlagType.options.map((value) => ({ value, label: TYPE_WORDS[value] }))];
const STATES = [any('On or off'), { value: 'on', label: 'On' }, { value: 'off', label: 'Off' }];
const STATUS_ITEMS = [
  any('Any status'),
  ...FlagStatus.options.map((value) => ({ value, label: STATUS_LOOKS[value].label })),
];

/** An address may name a tag that no flag has any more. */
function tagItems(tags: readonly string[], chosen: string | undefined) {
  const all = chosen === undefined || tags.includes(chosen) ? tags : [chosen, ...tags];
  return [any('Any tag'), ...all.map((tag) => ({ value: tag, label: tag }))];
}

export function FlagsToolbar({ search, text, onText }: FlagsToolbarProps) {
  const navigate = useNavigate({ from: '/flags' });
  return (
    <Group gap="xs" mb="md" role="search" aria-label="Flags">
      <SearchField text={text} onText={onText} />
      <Filters search={search} />
      {isFiltered(search) && (
        <Button
          variant="subtle"
          color="gray"
          leftSection={<IconX size={16} aria-hidden />}
          onClick={() => {
            onText('');
            void navigate({ search: ({ sort }) => ({ sort }), replace: true });
          }}
        >
          Clear
        </Button>
      )}
    </Group>
  );
}

type FiltersProps = Pick<FlagsToolbarProps, 'search'>;

function PlainFilters({ search }: FiltersProps) {
  const tags = useTags();
  const navigate = useNavigate({ from: '/flags' });
  const set = (change: FlagsSearch) => void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <>
      <NativeSelect
        aria-label="Status"
        w={{ base: HALF, sm: 138 }}
        data={STATUS_ITEMS}
        value={search.status ?? ''}
        onChange={({ currentTarget: { value } }) => set({ status: FlagStatus.safeParse(value).data })}
      />
      <NativeSelect
        aria-label="Switch"
        w={{ base: HALF, sm: 116 }}
        data={STATES}
        value={search.state ?? ''}
        onChange={({ currentTarget: { value } }) =>
          set({ state: value === 'on' || value === 'off' ? value : undefined })
        }
      />
      <NativeSelect
        aria-label="Type"
        w={{ base: HALF, sm: 120 }}
        data={TYPES}
        value={search.type ?? ''}
        onChange={({ currentTarget: { value } }) => set({ type: FlagType.safeParse(value).data })}
      />
      <NativeSelect
        aria-label="Tag"
        w={{ base: HALF, sm: 128 }}
        data={tagItems(tags, search.tag)}
        value={search.tag ?? ''}
        onChange={({ currentTarget: { value } }) => set({ tag: Tag.safeParse(value).data })}
      />
    </>
  );
}

/** They are much to draw, and nothing in them changes while somebody types a search. */
const Filters = memo(PlainFilters, (before, after) => said(before) === said(after));

function said({ search: { q: _q, ...search } }: FiltersProps): string {
  return JSON.stringify(search);
}

function SearchField({ text, onText }: Pick<FlagsToolbarProps, 'text' | 'onText'>) {
  const input = useRef<HTMLInputElement>(null);
  useHotkeys([['/', () => input.current?.focus()]]);
  function onKeyDown(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key === 'ArrowDown') {
      event.preventDefault();
      focusFirstRow();
    }
    if (event.key === 'Escape') onText('');
  }
  return (
    <TextInput
      ref={input}
      type="search"
      aria-label="Search flags by key or description"
      aria-keyshortcuts="/"
      placeholder="Search key or description"
      leftSection={<IconSearch size={16} aria-hidden />}
      rightSection={
        text ? (
          <CloseButton size="sm" aria-label="Clear the search" onClick={() => onText('')} />
        ) : (
          <Kbd size="xs" aria-hidden>
            /
          </Kbd>
        )
      }
      flex="1 1 220px"
      maxLength={100}
      value={text}
      onChange={(event) => onText(event.currentTarget.value)}
      onKeyDown={onKeyDown}
    />
  );
}
