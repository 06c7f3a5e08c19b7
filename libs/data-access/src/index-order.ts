import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';

/**
 * Makes the rest of a transaction read batches in the order of a matching index, instead of sorting all rows to take the
 * first few. Without statistics, which the embedded database never collects, the planner sorts all rows for each batch, which
 * makes reading in batches quadratic.
 */
export async function readInIndexOrder(em: EntityManager): Promise<void> {
  await em.execute('set local enable_sort = off');
}
