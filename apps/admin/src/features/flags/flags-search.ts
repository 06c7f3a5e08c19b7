import { FlagSort, FlagStatus, type FlagTableInput, FlagType, Tag } from '@burgee/contracts';
import { z } from 'zod';

/** Filters and order of the table, as they appear in the URL. */
export const FlagsSearch = z.object({
  q: z.string().max(100).optional().catch(undefined),
  type: FlagType.optional().catch(undefined),
  tag: Tag.optional().catch(undefined),
  state: z.enum(['on', 'off']).optional().catch(undefined),
  status: FlagStatus.optional().catch(undefined),
  sort: FlagSort.optional().catch(undefined),
  /** Opens the dialog that creates a flag, with this key filled in. */
  create: z.string().max(100).optional().catch(undefined),
});
export type FlagsSearch = z.infer<typeof FlagsSearch>;

export type FlagFilter = Omit<FlagTableInput, 'environment' | 'page' | 'pageSize'>;

export function flagFilter({ q, type, tag, state, status, sort = 'key' }: FlagsSearch): FlagFilter {
  return {
    sort,
    ...(status && { status }),
    ...(q?.trim() && { search: q.trim() }),
    ...(type && { type }),
    ...(tag && { tag }),
    ...(state && { enabled: state === 'on' }),
  };
}

export function isFiltered({ q, type, tag, state, status }: FlagsSearch): boolean {
  return [q, type, tag, state, status].some((value) => value !== undefined && value !== '');
}
