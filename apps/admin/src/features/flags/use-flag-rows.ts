import type { Environment, Flag, FlagPage } from '@burgee/contracts';
import { useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { flagStatus, type Status } from './flag-status.ts';
import type { FlagFilter } from './flags-search.ts';

export const PAGE_SIZE = 50;
/** Rows below the last one in sight that should be there before they are scrolled to. */
const AHEAD = 20;

export type FlagRows = {
  /** Rows that the table has; not all of them are here yet. */
  readonly count: number;
  /** Flags that the server found. */
  readonly total: number;
  readonly at: (index: number) => Flag | undefined;
  readonly loaded: readonly Flag[];
  /** The pages that are asked for. */
  readonly pages: readonly number[];
  /** Says which rows are in sight, so that they are asked for. */
  readonly show: (first: number, last: number) => void;
  readonly isPending: boolean;
  /** Whether what is there answers an earlier question. */
  readonly isPrevious: boolean;
  readonly error: unknown;
  readonly retry: () => void;
  /** Where a status is looked for: how many flags have been looked at. */
  readonly lookedAt: number | undefined;
};

/** A page of the server for each fifty rows, asked for when they come into sight. */
export function useFlagRows(
  { key }: Environment,
  filter: FlagFilter,
  status: Status | undefined,
  now: number,
): FlagRows {
  const question = JSON.stringify([key, filter, status]);
  const [held, setHeld] = useState<Wanted>({ question, pages: [1] });
  const pages = held.question === question ? held.pages : [1];
  const input = { ...filter, environment: key, pageSize: PAGE_SIZE };
  const first = trpc.flags.list.useQuery(
    { ...input, page: 1 },
    // What was found before stays in sight while more is typed; never what another environment has.
    {
      placeholderData: (before) => (before?.items[0]?.environment === key ? before : undefined),
      trpc: { abortOnUnmount: true },
    },
  );
  const others = trpc.useQueries((call) => pages.slice(1).map((page) => call.flags.list({ ...input, page })));
  const answers = new Map(others.map(({ data }) => [data?.pagination.page, data]));
  const pageAt = (page: number) => (page === 1 ? first.data : answers.get(page));
  const total = first.data?.pagination.total ?? 0;
  const ask = (next: readonly number[]) => {
    if (JSON.stringify(next) !== JSON.stringify(pages)) setHeld({ question, pages: next });
  };
  const loaded = pages.flatMap((page) => pageAt(page)?.items ?? []);
  const common = {
    pages,
    total,
    isPending: first.isPending,
    isPrevious: first.isPlaceholderData,
    error: first.error,
    retry: () => void first.refetch(),
  };
  if (status === undefined || status === 'archived') return { ...common, ...sparse(pageAt, total, ask), loaded };
  const found = loaded.filter((flag) => flagStatus(flag, now).status === status);
  return {
    ...common,
    ...sought({ found, pages, total, ask, isComplete: others.every(({ data }) => data) }),
    loaded: found,
  };
}

type Wanted = { readonly question: string; readonly pages: readonly number[] };
type Ask = (pages: readonly number[]) => void;

/** Any row can be scrolled to: only the pages in sight are asked for. */
function sparse(pageAt: (page: number) => FlagPage | undefined, total: number, ask: Ask) {
  return {
    count: total,
    lookedAt: undefined,
    at: (index: number) => pageAt(Math.floor(index / PAGE_SIZE) + 1)?.items[index % PAGE_SIZE],
    show: (first: number, last: number) => {
      const from = Math.max(2, Math.floor(first / PAGE_SIZE) + 1);
      const to = Math.floor(Math.min(last + AHEAD, total - 1) / PAGE_SIZE) + 1;
      ask([1, ...Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => from + index)]);
    },
  };
}

type Sought = {
  readonly found: readonly Flag[];
  readonly pages: readonly number[];
  readonly total: number;
  readonly isComplete: boolean;
  readonly ask: Ask;
};

/** The server knows no such statuses: page after page is looked through until the window is full. */
function sought({ found, pages, total, isComplete, ask }: Sought) {
  const lookedAt = Math.min(total, pages.length * PAGE_SIZE);
  return {
    count: found.length,
    lookedAt,
    at: (index: number) => found[index],
    show: (_first: number, last: number) => {
      const isWanting = last + AHEAD >= found.length && lookedAt < total && isComplete;
      if (isWanting) ask([...pages, pages.length + 1]);
    },
  };
}
