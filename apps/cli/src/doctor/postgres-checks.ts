import type { Diagnostics } from '@burgee/contracts';
import { quoteWord } from '../again.ts';
import type { Finding } from './finding.ts';

/** The oldest version that was tried. */
const OLDEST_MAJOR = 15;

export function checkPostgres({ database }: Diagnostics): (Finding | false)[] {
  if (!database) return [];
  const { version, major, readOnly, isEncrypted, isNear, pooling, missing } = database;
  return [
    major < OLDEST_MAJOR && {
      problem: `PostgreSQL ${version} is older than ${OLDEST_MAJOR}, the oldest version that Burgee was tried with.`,
      cause: 'It gets no corrections any more, and statements may fail.',
      command: 'pg_dumpall > all.sql  # then restore it into a newer server, or use pg_upgrade',
    },
    missing !== null && {
      problem: `PostgreSQL: ${missing.needs}.`,
      cause: 'The role lost it, or the tables come from another role. The next upgrade cannot change the tables.',
      command: `psql "$DATABASE_URL" -c ${quoteWord(missing.remedy ?? '\\dp')}`,
    },
    readOnly !== null && readOnlyFinding(database),
    !isEncrypted &&
      !isNear && {
        problem: 'The connection of the server to PostgreSQL is not encrypted.',
        cause:
          'DATABASE_URL has no sslmode, or PostgreSQL refuses TLS. Others on the network can read and change flags.',
        command: 'DATABASE_URL="$DATABASE_URL?sslmode=verify-full"',
      },
    pooling === 'transaction' && {
      problem: 'A pooler in transaction mode is between the server and PostgreSQL.',
      cause: 'Connections share sessions: notifications are lost, and timeouts apply to other requests.',
      command: 'pool_mode = session  # pgbouncer.ini',
    },
  ];
}

function readOnlyFinding({ readOnly, database, role }: NonNullable<Diagnostics['database']>): Finding {
  if (readOnly === 'standby') {
    return {
      problem: 'The server is connected to a standby of PostgreSQL, which is read-only.',
      cause: 'DATABASE_URL leads to a replica, or a failover is not complete. Nothing can be changed.',
      command: 'DATABASE_URL=postgres://...  # of the primary, or of all: ?target_session_attrs=read-write',
    };
  }
  const reset = `alter database "${database}" reset default_transaction_read_only; alter role "${role}" reset default_transaction_read_only`;
  return {
    problem: `Transactions in the database "${database}" are read-only by default.`,
    cause:
      'Someone set default_transaction_read_only, such as for a move, or the host did because its disk is full. Burgee still writes.',
    command: `psql "$DATABASE_URL" -c 'set default_transaction_read_only = off' -c ${quoteWord(reset)}`,
  };
}

const FULL = 0.9;

export function checkCapacity({ database }: Diagnostics): (Finding | false)[] {
  if (!database) return [];
  const { connections, maxConnections } = database;
  return [
    connections >= maxConnections * FULL && {
      problem: `PostgreSQL has ${connections} of ${maxConnections} connections.`,
      cause: 'Each server keeps up to 19. At the limit, servers and other programs are refused.',
      command: `psql "$DATABASE_URL" -c 'select application_name, count(*) from pg_stat_activity group by 1 order by 2 desc'`,
    },
  ];
}
