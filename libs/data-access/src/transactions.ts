import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';

export function loadWith<T>(em: EntityManager, work: (em: EntityManager) => Promise<T>): Promise<T> {
  return em.transactional(work, { isolationLevel: 'repeatable read', readOnly: true });
}
