import type { Environment, FlagTableRow } from '@burgee/contracts';
import { keepPreviousData } from '@tanstack/react-query';
import { useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import type { FlagFilter } from './flags-search.ts';

const PAGE_SIZE = 50;
/** Rows below the last one in sight that should be there before they are scrolled to. */
const AHEAD = 20;

export type FlagRows = {
  /** Flags that the server found; not all of them are here yet. */
  readonly total: number;
  readonly at: (index: number) => FlagTableRow | undefined;
  readonly loaded: readonly FlagTableRow[];
  /** Says which rows are in sight, so that they are asked for. */
  readonly show: (first: number, last: number) => void;
  readonly isPending: boolean;
  /** Whether what is there answers an earlier question. */
  readonly isPrevious: boolean;
  readonly error: unknown;
  readonly retry: () => void;
};

type Wanted = { readonly question: string; readonly pages: readonly number[] };

/** A page of the server for each fifty rows, asked for when they come into sight. Of one environment as long as it is there. */
export function useFlagRows({ key }: Environment, filter: FlagFilter): FlagRows {
  const question = JSON.stringify([key, filter]);
  const [held, setHeld] = useState<Wanted>({ question, pages: [1] });
  const pages = held.question === question ? held.pages : [1];
  const input = { ...filter, environment: key, pageSize: PAGE_SIZE };
  const first = trpc.flags.table.useQuery(
    { ...input, page: 1 },
    // What was found before stays in sight while more is typed.
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
      const next = pagesOf(from, Math.min(to + AHEAD, total - 1));
      if (JSON.stringify(next) !== JSON.stringify(pages)) setHeld({ question, pages: next });
    },
    isPending: first.isPending,
    isPrevious: first.isPlaceholderData,
    error: first.error,
    retry: () => void first.refetch(),
  };
}

/** The first, and those that have these rows. */
function pagesOf(first: number, last: number): number[] {
  const from = Math.max(2, Math.floor(first / PAGE_SIZE) + 1);
  const to = Math.floor(last / PAGE_SIZE) + 1;
  return [1, ...Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)];
}
