import { FlagStatus, FlagType, Tag } from '@burgee/contracts';
import { Button, CloseButton, Group, Kbd, NativeSelect, TextInput } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconSearch, IconX } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { type KeyboardEvent, memo, useRef } from 'react';
import { type FlagsSearch, isFiltered } from './flags-search.ts';
import { STATUS_LOOKS } from './status-badge.tsx';
import { TYPE_WORDS } from './type-badge.tsx';
import { focusFirstRow } from './use-row-keys.ts';
import { useTags } from './use-tags.ts';

export type FlagsToolbarProps = {
  readonly search: FlagsSearch;
  readonly text: string;
  readonly onText: (text: string) => void;
};

/** On a phone, two filters share a line. */
const HALF = 'calc(50% - 5px)';

const anyItem = (label: string) => ({ value: '', label });
const TYPES = [anyItem('Any type'), ...FlagType.options.map((value) => ({ value, label: TYPE_WORDS[value] }))];
const STATES = [anyItem('On or off'), { value: 'on', label: 'On' }, { value: 'off', label: 'Off' }];
const STATUS_ITEMS = [
  anyItem('Any status'),
  ...FlagStatus.options.map((value) => ({ value, label: STATUS_LOOKS[value].label })),
];

/** Includes the chosen tag even if no flag has it any more: a URL may name any tag. */
function tagItems(tags: readonly string[], chosen: string | undefined) {
  const all = chosen === undefined || tags.includes(chosen) ? tags : [chosen, ...tags];
  return [anyItem('Any tag'), ...all.map((tag) => ({ value: tag, label: tag }))];
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
          Clear filters
        </Button>
      )}
    </Group>
  );
}

type FiltersProps = Pick<FlagsToolbarProps, 'search'>;

function UnmemoizedFilters({ search }: FiltersProps) {
  const tags = useTags();
  const navigate = useNavigate({ from: '/flags' });
  const updateSearch = (change: FlagsSearch) =>
    void navigate({ search: (before) => ({ ...before, ...change }), replace: true });
  return (
    <>
      <NativeSelect
        aria-label="Status"
        w={{ base: HALF, sm: 138 }}
        data={STATUS_ITEMS}
        value={search.status ?? ''}
        onChange={({ currentTarget: { value } }) => updateSearch({ status: FlagStatus.safeParse(value).data })}
      />
      <NativeSelect
        aria-label="Switch"
        w={{ base: HALF, sm: 116 }}
        data={STATES}
        value={search.state ?? ''}
        onChange={({ currentTarget: { value } }) =>
          updateSearch({ state: value === 'on' || value === 'off' ? value : undefined })
        }
      />
      <NativeSelect
        aria-label="Type"
        w={{ base: HALF, sm: 120 }}
        data={TYPES}
        value={search.type ?? ''}
        onChange={({ currentTarget: { value } }) => updateSearch({ type: FlagType.safeParse(value).data })}
      />
      <NativeSelect
        aria-label="Tag"
        w={{ base: HALF, sm: 128 }}
        data={tagItems(tags, search.tag)}
        value={search.tag ?? ''}
        onChange={({ currentTarget: { value } }) => updateSearch({ tag: Tag.safeParse(value).data })}
      />
    </>
  );
}

/** Memoized: they are slow to render, and do not change while someone types a search. */
const Filters = memo(UnmemoizedFilters, (before, after) => filterKey(before) === filterKey(after));

function filterKey({ search: { q: _q, ...search } }: FiltersProps): string {
  return JSON.stringify(search);
}

function SearchField({ text, onText }: Pick<FlagsToolbarProps, 'text' | 'onText'>) {
  const input = useRef<HTMLInputElement>(null);
  useHotkeys([['/', () => input.current?.focus()]]);
  function handleSearchKey(event: KeyboardEvent<HTMLInputElement>): void {
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
          <CloseButton size="sm" aria-label="Clear search" onClick={() => onText('')} />
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
      onKeyDown={handleSearchKey}
    />
  );
}
