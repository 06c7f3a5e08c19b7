import { dropBrokenConnections } from './broken-connections.ts';
import type { DatabaseTimeouts } from './database.ts';
import { GuardedClient } from './guarded-client.ts';

/**
 * Without the timeout a hung server hangs its clients for ever. The URL once more, because MikroORM drops what stands
 * behind its question mark, `sslmode` for one.
 */
export function connectOptions(url: string, { connectMs }: DatabaseTimeouts) {
  return {
    connectionString: url,
    connectionTimeoutMillis: connectMs,
    keepAlive: true,
    application_name: 'burgee',
    Client: GuardedClient,
  };
}

export function statementOptions(url: string, timeouts: DatabaseTimeouts, statementMs: number) {
  return {
    ...connectOptions(url, timeouts),
    statement_timeout: statementMs,
    query_timeout: statementMs,
    idle_in_transaction_session_timeout: statementMs,
  };
}

export function poolOptions(url: string, timeouts: DatabaseTimeouts, statementMs: number) {
  return { ...statementOptions(url, timeouts, statementMs), onPoolCreated: dropBrokenConnections };
}
