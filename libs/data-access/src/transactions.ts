import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import { databaseUnavailable, type Deadline } from './failures.ts';

export function loadWith<T>(em: EntityManager, work: (em: EntityManager) => Promise<T>): Promise<T> {
  return em.transactional(work, { isolationLevel: 'repeatable read', readOnly: true });
}

/**
 * Whoever was told that the database is unavailable must find nothing changed afterwards. Only a commit that was on its
 * way by then may still succeed.
 */
export function writeWith<T>(em: EntityManager, work: Work<T>, { isTooLate, renew }: Deadline): Promise<T> {
  return em.transactional(async (inner) => {
    const result = await work(inner, renew);
    if (isTooLate()) throw databaseUnavailable();
    return result;
  });
}

type Work<T> = (em: EntityManager, renew: Deadline['renew']) => Promise<T>;
