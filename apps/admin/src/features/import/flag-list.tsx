import type { EnvironmentKey } from '@burgee/contracts';
import { Button, Checkbox, Stack, Text } from '@mantine/core';
import { memo, useCallback, useState } from 'react';
import { useEnvironments } from '../../app/environment.tsx';
import { formatCount } from '../../ui/format/words.ts';
import classes from './import.module.css';
import { effectWords, type FlagChangeRow } from './report-rows.ts';

/** More rows would make every click slow. */
const PAGE = 100;

type FlagListProps = {
  readonly rows: readonly FlagChangeRow[];
  /** The keys that are not selected. */
  readonly refused: ReadonlySet<string>;
  readonly onRefuse: (change: (refused: ReadonlySet<string>) => ReadonlySet<string>) => void;
};

/** The flags of an import, to select from. */
export function FlagList({ rows, refused, onRefuse }: FlagListProps) {
  const [shown, setShown] = useState(PAGE);
  const { all } = useEnvironments();
  const nameOf = (key: EnvironmentKey) => all.find((environment) => environment.key === key)?.name ?? key;
  const toggle = useCallback(
    (key: string) =>
      onRefuse((before) => {
        const next = new Set(before);
        if (!next.delete(key)) next.add(key);
        return next;
      }),
    [onRefuse],
  );
  const count = rows.filter(({ flagKey }) => !refused.has(flagKey)).length;
  const isWhole = count === rows.length;
  return (
    <Stack gap="xs" align="flex-start">
      <Checkbox
        label={`${formatCount(count, 'flag')} selected`}
        checked={isWhole}
        indeterminate={count > 0 && !isWhole}
        onChange={() => onRefuse(() => new Set(isWhole ? rows.map(({ flagKey }) => flagKey) : []))}
      />
      <ul className={classes.list}>
        {rows.slice(0, shown).map(({ flagKey, effects }) => (
          <FlagRow
            key={flagKey}
            flagKey={flagKey}
            words={effectWords(effects, nameOf)}
            isSelected={!refused.has(flagKey)}
            onToggle={toggle}
          />
        ))}
      </ul>
      {rows.length > shown && (
        <Button variant="default" size="xs" onClick={() => setShown(shown + PAGE)}>
          Show {formatCount(Math.min(PAGE, rows.length - shown), 'more flag', 'more flags')}
        </Button>
      )}
    </Stack>
  );
}

type FlagRowProps = {
  readonly flagKey: string;
  readonly words: string;
  readonly isSelected: boolean;
  readonly onToggle: (key: string) => void;
};

const FlagRow = memo(function FlagRow({ flagKey, words, isSelected, onToggle }: FlagRowProps) {
  return (
    <li className={classes.choice}>
      <Checkbox
        label={
          <Text span size="sm" className="mono">
            {flagKey}
          </Text>
        }
        description={words}
        checked={isSelected}
        onChange={() => onToggle(flagKey)}
      />
    </li>
  );
});
