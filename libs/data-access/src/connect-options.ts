import type { DatabaseTimeouts, PostgresLocation } from './database.ts';
import { PostgresClient, type PostgresClientConfig } from './postgres-client.ts';
import { sessionSql } from './session-settings.ts';

/**
 * Without the timeout, a hung server would block its clients indefinitely. The URL is repeated because MikroORM drops the
 * parameters after its question mark, such as `sslmode`.
 */
export function connectOptions(location: PostgresLocation, timeouts: DatabaseTimeouts, statementMs = 0) {
  return {
    connectionString: location.url,
    connectionTimeoutMillis: timeouts.connectMs,
    keepAlive: true,
    application_name: 'burgee',
    sessionSql: sessionSql({ statementMs, schema: location.schema }),
    // A `pg` pool passes all of these options to the constructor, but its type only accepts constructors without options.
    Client: PostgresClient as never,
  } satisfies PostgresClientConfig & { Client: never };
}

/** PostgreSQL cancels a statement that takes too long; if PostgreSQL itself hangs, the client gives up. */
export function statementOptions(location: PostgresLocation, timeouts: DatabaseTimeouts, statementMs: number) {
  return { ...connectOptions(location, timeouts, statementMs), query_timeout: statementMs };
}
