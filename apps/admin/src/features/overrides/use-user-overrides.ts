import type { Flag, UserOverride } from '@burgee/contracts';
import { keepPreviousData } from '@tanstack/react-query';
import { trpc } from '../../app/trpc.ts';

export type Wanted = {
  readonly search: string;
  readonly only: UserOverride['overrideType'] | 'all';
  readonly page: number;
};

export const PAGE_SIZE = 50;
/** The server pages users and finds a whole id; parts of ids are found among the newest of these. */
const LARGE_PAGE = 200;
const MAX_LARGE_PAGES = 5;
export const SEARCHED = LARGE_PAGE * MAX_LARGE_PAGES;

type Named = Pick<Flag, 'environment' | 'key'>;

/** A page of a flag's users, newest first, out of all or out of those that fit. */
export function useUserOverrides(flag: Named, { search, only, page }: Wanted) {
  const input = { environment: flag.environment, flagKey: flag.key, type: 'user' as const };
  const isNarrowed = search !== '' || only !== 'all';
  const paged = trpc.overrides.list.useQuery(
    { ...input, page: isNarrowed ? 1 : page, pageSize: PAGE_SIZE },
    { placeholderData: keepPreviousData },
  );
  const everybody = paged.data?.pagination.total ?? 0;
  const newest = useNewest(flag, everybody, isNarrowed);
  const exact = trpc.overrides.list.useQuery({ ...input, target: search }, { enabled: search !== '' });
  const { error, refetch } = paged;
  const shared = { everybody, error, retry: () => void refetch() };
  if (!isNarrowed) return { ...shared, users: usersOf(paged.data), total: everybody, isPending: paged.isPending };
  const found = fitting([...usersOf(exact.data), ...newest.users], { search, only });
  const isPending = paged.isPending || newest.isPending;
  return { ...shared, users: found.slice((page - 1) * PAGE_SIZE, page * PAGE_SIZE), total: found.length, isPending };
}

/** The newest of a flag's users, as many as can be searched here. `isComplete`: there are no others. */
export function useNewest(flag: Named, everybody: number, enabled: boolean) {
  const pages = enabled ? Math.min(MAX_LARGE_PAGES, Math.ceil(everybody / LARGE_PAGE)) : 0;
  const answers = trpc.useQueries((t) =>
    Array.from({ length: pages }, (_, index) =>
      t.overrides.list({
        environment: flag.environment,
        flagKey: flag.key,
        type: 'user',
        page: index + 1,
        pageSize: LARGE_PAGE,
      }),
    ),
  );
  return {
    users: answers.flatMap(({ data }) => usersOf(data)),
    isPending: answers.some(({ isPending }) => isPending),
    isComplete: everybody <= SEARCHED,
  };
}

function fitting(users: readonly UserOverride[], { search, only }: Omit<Wanted, 'page'>): UserOverride[] {
  const words = search.toLowerCase();
  const byId = new Map(users.map((user) => [user.id, user]));
  return [...byId.values()].filter(
    ({ target, overrideType, reason }) =>
      (only === 'all' || overrideType === only) &&
      (target.toLowerCase().includes(words) || (reason ?? '').toLowerCase().includes(words)),
  );
}

/** The server was asked for users alone. */
function usersOf(page: { readonly items: readonly { readonly type: string }[] } | undefined): UserOverride[] {
  return (page?.items ?? []) as UserOverride[];
}
