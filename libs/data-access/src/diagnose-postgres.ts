import type { DatabaseFacts } from '@burgee/contracts';
import pg from 'pg';
import type { Database, DatabaseTimeouts, PostgresLocation } from './database.ts';
import { isNear } from './is-near.ts';
import { isSeparateSession } from './migrate-postgres.ts';
import { findMissingPrivilege } from './missing-privilege.ts';

// `reset_val` is the default of new sessions: ours change the setting, other programs do not.
const FACTS = `
  select current_setting('server_version') as version, current_setting('server_version_num')::int / 10000 as major,
    current_database() as database, current_user as role,
    case when pg_is_in_recovery() then 'standby'
      when (select reset_val from pg_settings where name = 'default_transaction_read_only') = 'on' then 'default' end
      as "readOnly",
    coalesce((select ssl from pg_stat_ssl where pid = pg_backend_pid()), false) as "isEncrypted",
    (select count(*)::int from pg_stat_activity where backend_type = 'client backend') as connections,
    current_setting('max_connections')::int as "maxConnections"`;

type Queried = Omit<DatabaseFacts, 'isNear' | 'pooling' | 'missing'>;

/** @throws DomainError DATABASE_UNAVAILABLE. */
export async function diagnosePostgres(
  location: PostgresLocation,
  timeouts: DatabaseTimeouts,
  query: Database['query'],
): Promise<DatabaseFacts> {
  const { rows } = await query(FACTS, []);
  const facts = rows[0] as Queried;
  const { needs, remedy } = await findMissingPrivilege({ query, escapeIdentifier: pg.escapeIdentifier }, location);
  return {
    ...facts,
    isNear: isNear(location.url),
    pooling: await findPooling(location, timeouts),
    missing: needs === undefined ? null : { needs, remedy: remedy ?? null },
  };
}

async function findPooling(location: PostgresLocation, timeouts: DatabaseTimeouts): Promise<DatabaseFacts['pooling']> {
  try {
    return (await isSeparateSession(location, timeouts)) ? 'none or session' : 'transaction';
  } catch {
    // PostgreSQL refuses more connections when it is full, which must not hide the number of connections.
    return 'unknown';
  }
}
