import { FlagSort, FlagType, Tag, type ListFlagsInput } from '@burgee/contracts';
import { z } from 'zod';
import { STATUSES } from './flag-status.ts';

/** Filters and order of the table, as the address has them. */
export const FlagsSearch = z.object({
  q: z.string().max(100).optional().catch(undefined),
  type: FlagType.optional().catch(undefined),
  tag: Tag.optional().catch(undefined),
  state: z.enum(['on', 'off']).optional().catch(undefined),
  status: z.enum(STATUSES).optional().catch(undefined),
  sort: FlagSort.optional().catch(undefined),
  /** Opens the dialog that creates a flag, with this key in it. */
  create: z.string().max(100).optional().catch(undefined),
});
export type FlagsSearch = z.infer<typeof FlagsSearch>;

export type FlagFilter = Omit<ListFlagsInput, 'environment' | 'page' | 'pageSize'>;

/** What the server can answer of it; all statuses but archived are found out here, see `useFlagRows`. */
export function filterOf({ q, type, tag, state, status, sort = 'key' }: FlagsSearch): FlagFilter {
  return {
    sort,
    archived: status === 'archived',
    ...(q?.trim() && { search: q.trim() }),
    ...(type && { type }),
    ...(tag && { tag }),
    ...(state && { enabled: state === 'on' }),
  };
}

export function isFiltered({ q, type, tag, state, status }: FlagsSearch): boolean {
  return [q, type, tag, state, status].some((value) => value !== undefined && value !== '');
}
