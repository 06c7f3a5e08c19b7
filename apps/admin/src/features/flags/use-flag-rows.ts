import { type Environment, type FlagTableRow, isSameJson } from '@burgee/contracts';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import type { FlagFilter } from './flags-search.ts';

const PAGE_SIZE = 50;
/** Rows below the last visible one that are loaded before someone scrolls to them. */
const ROWS_AHEAD = 20;

export type FlagRows = {
  /** The number of flags the server found; not all of them are loaded. */
  readonly total: number;
  readonly at: (index: number) => FlagTableRow | undefined;
  readonly loaded: readonly FlagTableRow[];
  /** Reports the visible rows, so that they are loaded. */
  readonly show: (first: number, last: number) => void;
  readonly isPending: boolean;
  /** Whether the rows belong to the previous filter. */
  readonly isPrevious: boolean;
  readonly error: unknown;
  readonly retry: () => void;
};

type WantedPages = { readonly filterKey: string; readonly pages: readonly number[] };

/** The rows of the table, loaded in pages of fifty as they come into sight. */
export function useFlagRows({ key }: Environment, filter: FlagFilter): FlagRows {
  const filterKey = JSON.stringify([key, filter]);
  const [held, setHeld] = useState<WantedPages>({ filterKey, pages: [1] });
  const pages = held.filterKey === filterKey ? held.pages : [1];
  const input = { ...filter, environment: key, pageSize: PAGE_SIZE };
  const first = trpc.flags.table.useQuery(
    { ...input, page: 1 },
    // Keeps the previous rows in sight while someone types.
    { placeholderData: keepPreviousData, trpc: { abortOnUnmount: true } },
  );
  const others = trpc.useQueries((call) => pages.slice(1).map((page) => call.flags.table({ ...input, page })));
  const answers = new Map(others.map(({ data }) => [data?.pagination.page, data]));
  const pageAt = (page: number) => (page === 1 ? first.data : answers.get(page));
  const total = first.data?.pagination.total ?? 0;
  return {
    total,
    at: (index) => pageAt(Math.floor(index / PAGE_SIZE) + 1)?.items[index % PAGE_SIZE],
    loaded: pages.flatMap((page) => pageAt(page)?.items ?? []),
    show: (from, to) => {
      const next = pagesWithRows(from, Math.min(to + ROWS_AHEAD, total - 1));
      if (!isSameJson(next, pages)) setHeld({ filterKey, pages: next });
    },
    isPending: first.isPending,
    isPrevious: first.isPlaceholderData,
    error: first.error,
    retry: () => void first.refetch(),
  };
}

/** The first page, which has the total, and the pages that contain these rows. */
function pagesWithRows(first: number, last: number): number[] {
  const from = Math.max(2, Math.floor(first / PAGE_SIZE) + 1);
  const to = Math.floor(last / PAGE_SIZE) + 1;
  return [1, ...Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)];
}
