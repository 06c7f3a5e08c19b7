import type { Flag, ListOverridesInput, OverrideOf, OverrideType } from '@burgee/contracts';
import { keepPreviousData } from '@tanstack/react-query';
import { trpc } from '../../app/trpc.ts';

export type LayerData<T extends OverrideType> = {
  readonly items: readonly OverrideOf<T>[];
  readonly total: number;
  readonly isPending: boolean;
  readonly error: unknown;
  readonly retry: () => void;
};

type Page = Partial<Pick<ListOverridesInput, 'page' | 'pageSize' | 'target' | 'search' | 'overrideType'>>;

/** The overrides of one layer, newest first. */
export function useLayer<T extends OverrideType>(
  flag: Pick<Flag, 'environment' | 'key'>,
  type: T,
  page: Page = {},
  isWanted = true,
): LayerData<T> {
  const { data, isPending, error, refetch } = trpc.overrides.list.useQuery(
    { environment: flag.environment, flagKey: flag.key, type, ...page },
    { placeholderData: keepPreviousData, enabled: isWanted },
  );
  return {
    // The query asks only for this type.
    items: (isWanted ? (data?.items ?? []) : []) as OverrideOf<T>[],
    total: data?.pagination.total ?? 0,
    isPending,
    error,
    retry: () => void refetch(),
  };
}
