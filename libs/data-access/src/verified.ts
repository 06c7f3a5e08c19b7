import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import { hash } from 'node:crypto';
import { BrokenConnection } from './failures.ts';

/**
 * Reads rows that evaluations depend on, with a digest that PostgreSQL computed over them: a byte that changed on the way,
 * inside of a value, would otherwise be a different percentage, or a version that is never reached again. The checksum of
 * TCP misses some of those, and without TLS nothing else looks.
 *
 * @returns rows as JSON has them: times are texts, decimals numbers.
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
