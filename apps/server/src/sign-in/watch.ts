import { DomainError } from '@burgee/contracts';
import type { Database } from '@burgee/data-access';
import { AsyncLocalStorage } from 'node:async_hooks';

type Queries = Pick<Database, 'query'>;

export type Watched = {
  readonly database: Queries;
  /**
   * Returns the result of `work`. @throws DomainError the first failure of a query in it, such as DATABASE_UNAVAILABLE.
   */
  run<T>(work: () => Promise<T>): Promise<T>;
};

/**
 * Records why queries failed: better-auth hides that behind its own errors, and when signing out even behind a success.
 */
export function watchQueries(database: Queries): Watched {
  const running = new AsyncLocalStorage<{ failure?: DomainError }>();

  async function query(...asked: Parameters<Queries['query']>) {
    try {
      return await database.query(...asked);
    } catch (error) {
      const asking = running.getStore();
      if (asking && error instanceof DomainError) asking.failure ??= error;
      throw error;
    }
  }

  function run<T>(work: () => Promise<T>): Promise<T> {
    const asking: { failure?: DomainError } = {};
    return running.run(asking, async () => {
      const [result] = await Promise.allSettled([work()]);
      if (asking.failure) throw asking.failure;
      if (result.status === 'rejected') throw result.reason;
      return result.value;
    });
  }

  return { database: { query }, run };
}
