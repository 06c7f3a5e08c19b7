import { z } from 'zod';

export const MAX_PAGE_SIZE = 200;

/** Pages count from 1. A page beyond the end is empty but still has the total. */
export const PageInput = z.strictObject({
  page: z.int().min(1).max(1_000_000).default(1),
  pageSize: z.int().min(1).max(MAX_PAGE_SIZE).default(50),
});

export function pageOf<T extends z.ZodType>(item: T) {
  return z.strictObject({
    items: z.array(item),
    pagination: z.strictObject({ page: z.int(), pageSize: z.int(), total: z.int() }),
  });
}
