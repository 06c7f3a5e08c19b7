import { type Flag, MAX_PAGE_SIZE, type UserOverride } from '@burgee/contracts';
import { keepPreviousData } from '@tanstack/react-query';
import { trpc } from '../../app/trpc.ts';
import { useLayer } from './use-layer.ts';

export type UserFilter = {
  readonly search: string;
  readonly only: UserOverride['overrideType'] | 'all';
  readonly page: number;
};

export const PAGE_SIZE = 50;

type FlagRef = Pick<Flag, 'environment' | 'key'>;

/** A page of the flag's user overrides that match the filter, newest first, and the number of all of them. */
export function useUserOverrides(flag: FlagRef, { search, only, page }: UserFilter) {
  const all = useLayer(flag, 'user', { pageSize: 1 });
  const found = useLayer(flag, 'user', {
    page,
    pageSize: PAGE_SIZE,
    ...(search !== '' && { search }),
    ...(only !== 'all' && { overrideType: only }),
  });
  return {
    users: found.items,
    total: found.total,
    totalUnfiltered: all.total,
    isPending: found.isPending || all.isPending,
    error: found.error ?? all.error,
    retry: found.retry,
  };
}

type ByUser = ReadonlyMap<string, UserOverride>;

/** The existing overrides of these users, by user id. */
export function useExistingOverrides(flag: FlagRef, userIds: readonly string[]): ByUser {
  const answers = trpc.useQueries((t) =>
    pageInputs(flag, userIds).map((input) => t.overrides.list(input, { placeholderData: keepPreviousData })),
  );
  return indexByUser(answers.map(({ data }) => data));
}

function pageInputs({ environment, key: flagKey }: FlagRef, userIds: readonly string[]) {
  const count = Math.ceil(userIds.length / MAX_PAGE_SIZE);
  return Array.from({ length: count }, (_, index) => ({
    environment,
    flagKey,
    type: 'user' as const,
    targets: userIds.slice(index * MAX_PAGE_SIZE, (index + 1) * MAX_PAGE_SIZE),
    pageSize: MAX_PAGE_SIZE,
  }));
}

type Answer = { readonly items: readonly { readonly type: string }[] } | undefined;

/** The query asks only for user overrides. */
function indexByUser(answers: readonly Answer[]): ByUser {
  const users = answers.flatMap((answer) => (answer?.items ?? []) as readonly UserOverride[]);
  return new Map(users.map((user) => [user.target, user]));
}
