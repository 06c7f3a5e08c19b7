import type { OverriddenFlag } from '@burgee/client';
import { useState } from 'react';
import { useAnswers, useFreshness, useUsedFlags } from './client-state.ts';
import { FlagRow } from './flag-row.tsx';

const FILTER_ABOVE = 8;
/** More rows make typing slow, and nobody reads them. */
const MAX_ROWS = 100;

type FlagListProps = {
  readonly overrides: readonly OverriddenFlag[];
  readonly isReadOnly: boolean;
};

export function FlagList({ overrides, isReadOnly }: FlagListProps) {
  const answers = useAnswers();
  const used = useUsedFlags();
  const isFresh = useFreshness() === 'ready';
  const [showsAll, setShowsAll] = useState(false);
  const [filter, setFilter] = useState('');
  const all = new Set([...answers.keys(), ...used]);
  const keys = [...(showsAll ? all : used)].sort();
  const hasFilter = keys.length > FILTER_ABOVE;
  const found = hasFilter ? keys.filter((key) => key.toLowerCase().includes(filter.trim().toLowerCase())) : keys;
  return (
    <>
      <div className="scope" role="group" aria-label="Flags to show">
        <button type="button" aria-pressed={!showsAll} onClick={() => setShowsAll(false)}>
          This page <span>{used.size}</span>
        </button>
        <button type="button" aria-pressed={showsAll} onClick={() => setShowsAll(true)}>
          All <span>{all.size}</span>
        </button>
      </div>
      {hasFilter && (
        <input
          type="search"
          className="filter"
          aria-label="Filter by key"
          placeholder="Filter by key"
          value={filter}
          onChange={(event) => setFilter(event.target.value)}
        />
      )}
      <ul className="flags">
        {found.slice(0, MAX_ROWS).map((key) => (
          <FlagRow
            key={key}
            flagKey={key}
            answer={answers.get(key)}
            override={overrides.find(({ flagKey }) => flagKey === key)?.value}
            isFresh={isFresh}
            isReadOnly={isReadOnly}
          />
        ))}
      </ul>
      <p className="said" role="status">
        {listStatus(keys.length, found.length, showsAll)}
      </p>
    </>
  );
}

function listStatus(total: number, found: number, showsAll: boolean): string {
  if (total === 0) return showsAll ? 'There are no flags.' : 'No component of this page has read a flag yet.';
  if (found === 0) return 'No matching flags.';
  return found > MAX_ROWS ? `And ${found - MAX_ROWS} more. Filter to find them.` : '';
}
