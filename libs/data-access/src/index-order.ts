import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';

/**
 * Makes the rest of a transaction read batches in the order of an index, where one fits, instead of sorting all rows to
 * take the first few. Without statistics, which the embedded database never gathers, the planner sorts, and as many
 * batches as there are rows make that quadratic.
 */
export async function readInIndexOrder(em: EntityManager): Promise<void> {
  await em.execute('set local enable_sort = off');
}
