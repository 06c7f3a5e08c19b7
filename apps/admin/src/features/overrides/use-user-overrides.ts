import { MAX_PAGE_SIZE, type Flag, type UserOverride } from '@burgee/contracts';
import { keepPreviousData } from '@tanstack/react-query';
import { trpc } from '../../app/trpc.ts';
import { useLayer } from './use-layer.ts';

export type Wanted = {
  readonly search: string;
  readonly only: UserOverride['overrideType'] | 'all';
  readonly page: number;
};

export const PAGE_SIZE = 50;

type Named = Pick<Flag, 'environment' | 'key'>;

/** A page of a flag's users, newest first, out of all or out of those that fit. */
export function useUserOverrides(flag: Named, { search, only, page }: Wanted) {
  const everybody = useLayer(flag, 'user', { pageSize: 1 });
  const found = useLayer(flag, 'user', {
    page,
    pageSize: PAGE_SIZE,
    ...(search !== '' && { search }),
    ...(only !== 'all' && { overrideType: only }),
  });
  return {
    users: found.items,
    total: found.total,
    everybody: everybody.total,
    isPending: found.isPending || everybody.isPending,
    error: found.error ?? everybody.error,
    retry: found.retry,
  };
}

type ByUser = ReadonlyMap<string, UserOverride>;

/** Who of these has an override already, by id. */
export function useExisting(flag: Named, userIds: readonly string[]): ByUser {
  const answers = trpc.useQueries((t) =>
    inputsFor(flag, userIds).map((input) => t.overrides.list(input, { placeholderData: keepPreviousData })),
  );
  return byUser(answers.map(({ data }) => data));
}

function inputsFor({ environment, key: flagKey }: Named, userIds: readonly string[]) {
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

/** The server was asked for users alone. */
function byUser(answers: readonly Answer[]): ByUser {
  const users = answers.flatMap((answer) => (answer?.items ?? []) as readonly UserOverride[]);
  return new Map(users.map((user) => [user.target, user]));
}
