import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import { hash } from 'node:crypto';
import { BrokenConnection } from './failures.ts';

/**
 * Reads rows that evaluations depend on, and verifies a digest that PostgreSQL computed over them. Otherwise a byte of a value
 * that was corrupted in transit could become a different percentage, or a version that is never reached again. TCP's checksum
 * misses some corruption, and without TLS there is no other check.
 *
 * @returns rows as JSON represents them: times as text, decimals as numbers.
 * @throws BrokenConnection
 */
export async function readVerified<R>(
  em: EntityManager,
  sql: string,
  parameters: readonly unknown[] = [],
): Promise<R[]> {
  const [found]: { rows: string; digest: string }[] = await em.execute(
    `select rows, encode(sha256(convert_to(rows, 'UTF8')), 'hex') as digest
     from (select coalesce(json_agg(verified), '[]')::text as rows from (${sql}) verified) serialized`,
    [...parameters],
  );
  if (!found || hash('sha256', found.rows) !== found.digest)
    throw new BrokenConnection('rows that do not match their digest');
  return JSON.parse(found.rows) as R[];
}
