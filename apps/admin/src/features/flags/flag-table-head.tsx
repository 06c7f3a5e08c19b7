import type { Environment } from '@burgee/contracts';
import { Checkbox, UnstyledButton } from '@mantine/core';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useNavigate } from '@tanstack/react-router';
import { memo } from 'react';
import { EnvironmentDot } from '../../ui/environment-dot.tsx';
import classes from './flag-table.module.css';
import type { FlagsSearch } from './flags-search.ts';

export type FlagTableHeadProps = {
  readonly environments: readonly Environment[];
  readonly sort: FlagsSearch['sort'];
  readonly chosen: number;
  readonly loaded: number;
  readonly onChooseAll: (isChosen: boolean) => void;
};

function UnmemoizedFlagTableHead({ environments, sort = 'key', chosen, loaded, onChooseAll }: FlagTableHeadProps) {
  return (
    <div role="rowgroup" className={classes.headGroup}>
      <div role="row" className={classes.head} aria-rowindex={1}>
        <div role="columnheader">
          <Checkbox
            size="xs"
            checked={chosen > 0 && chosen >= loaded}
            indeterminate={chosen > 0 && chosen < loaded}
            onChange={(event) => onChooseAll(event.currentTarget.checked)}
            aria-label="Select all loaded flags"
          />
        </div>
        <SortHeader label="Flag" by="key" sort={sort} />
        {environments.map((environment) => (
          <div
            role="columnheader"
            key={environment.key}
            className={classes.environment}
            data-production={environment.isProduction || undefined}
            title={environment.name}
          >
            <EnvironmentDot environment={environment} />
            <span>{environment.name}</span>
          </div>
        ))}
        <div role="columnheader">Who gets it</div>
        <div role="columnheader">Status</div>
        <SortHeader label="Changed" by="updatedAt" sort={sort} />
      </div>
    </div>
  );
}

/** Memoized: nothing in it changes while someone types or scrolls. */
export const FlagTableHead = memo(UnmemoizedFlagTableHead);

type SortHeaderProps = {
  readonly label: string;
  readonly by: 'key' | 'updatedAt';
  readonly sort: NonNullable<FlagsSearch['sort']>;
};

function SortHeader({ label, by, sort }: SortHeaderProps) {
  const navigate = useNavigate({ from: '/flags' });
  const isActive = sort === by || sort === `-${by}`;
  const isDown = sort.startsWith('-');
  // The first click sorts changes newest first, and names from A to Z.
  const first = by === 'key' ? by : (`-${by}` as const);
  const next = !isActive ? first : isDown ? by : (`-${by}` as const);
  const Icon = isDown ? IconArrowDown : IconArrowUp;
  return (
    <div role="columnheader" aria-sort={isActive ? (isDown ? 'descending' : 'ascending') : 'none'}>
      <UnstyledButton
        className={classes.sort}
        data-active={isActive || undefined}
        onClick={() =>
          void navigate({ search: (search) => ({ ...search, sort: next === 'key' ? undefined : next }), replace: true })
        }
      >
        {label}
        {isActive && <Icon size={14} aria-hidden />}
      </UnstyledButton>
    </div>
  );
}
