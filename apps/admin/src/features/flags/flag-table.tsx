import { type Environment, type FlagTableRow, scheduleInstants } from '@burgee/contracts';
import { Box, Skeleton, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import { useEffect, useRef } from 'react';
import { useNow } from '../../ui/use-now.ts';
import { FlagRow } from './flag-row.tsx';
import classes from './flag-table.module.css';
import { FlagTableHead } from './flag-table-head.tsx';
import type { FlagsSearch } from './flags-search.ts';
import type { FlagRows } from './use-flag-rows.ts';
import { useRowKeys } from './use-row-keys.ts';
import type { Selection } from './use-selection.ts';
import { useVisibleRows } from './use-visible-rows.ts';

export type FlagTableProps = {
  readonly rows: FlagRows;
  readonly environments: readonly Environment[];
  readonly chosen: Environment;
  readonly sort: FlagsSearch['sort'];
  readonly selection: Selection;
};

/** The heights in the style sheet. */
const ROW_PX = 62;
const CARD_PX = 140;
const TICK_MS = 20_000;
/** With more environments than this, the table scrolls sideways. */
const MAX_ENVIRONMENTS = 3;

/** Renders only the rows in sight, regardless of the number of flags. */
export function FlagTable({ rows, environments, chosen, sort, selection }: FlagTableProps) {
  const isNarrow = useMediaQuery('(max-width: 900px)') ?? false;
  const body = useRef<HTMLDivElement>(null);
  const size = isNarrow ? CARD_PX : ROW_PX;
  const { indexes, scrollTo } = useVisibleRows(body, rows.total, size);
  const [first, last] = [indexes[0] ?? 0, indexes.at(-1) ?? 0];
  const now = useNow(
    TICK_MS,
    indexes.flatMap((index) => rowInstants(rows.at(index))),
  );
  const { show } = rows;
  useEffect(() => show(first, last));
  const onKeyDown = useRowKeys(body, rows.total, scrollTo);
  return (
    <Box
      role="table"
      aria-label="Flags"
      aria-rowcount={rows.total + 1}
      className={classes.scroll}
      data-wide={environments.length > MAX_ENVIRONMENTS || undefined}
      style={{ '--environments': environments.length }}
      aria-busy={rows.isPrevious}
    >
      <FlagTableHead
        environments={environments}
        sort={sort}
        chosen={selection.flags.size}
        loaded={rows.loaded.length}
        onChooseAll={selection.setAll}
      />
      <div
        role="rowgroup"
        ref={body}
        className={classes.rows}
        style={{ height: rows.total * size }}
        onKeyDown={onKeyDown}
      >
        {indexes.map((index) => {
          const flag = rows.at(index);
          const top = index * size;
          if (!flag) return <PendingRow key={`row ${index}`} index={index} top={top} />;
          return (
            <FlagRow
              key={flag.key}
              flag={flag}
              index={index}
              top={top}
              environments={environments}
              chosen={chosen.key}
              now={now}
              isChosen={selection.has(flag.key)}
              onChoose={selection.toggle}
            />
          );
        })}
      </div>
    </Box>
  );
}

function PendingRow({ index, top }: { readonly index: number; readonly top: number }) {
  return (
    <div role="row" aria-rowindex={index + 2} className={classes.row} style={{ transform: `translateY(${top}px)` }}>
      <div role="cell" />
      <div role="cell" className={classes.name}>
        <VisuallyHidden>Loading</VisuallyHidden>
        <Skeleton height={12} width="40%" mb={8} />
        <Skeleton height={10} width="70%" />
      </div>
    </div>
  );
}

/** The instants at which the words of a row change. */
function rowInstants(row: FlagTableRow | undefined): number[] {
  if (!row) return [];
  const ends = row.expiresAt === null ? [] : [Date.parse(row.expiresAt)];
  return [...ends, ...row.states.flatMap(({ schedule }) => scheduleInstants(schedule))];
}
