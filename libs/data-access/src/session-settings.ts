/**
 * Settings that our SQL relies on. An administrator may change the defaults of a database or a role, which would change how
 * values are written and read, or end our transactions early.
 */
const SETTINGS = {
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  standard_conforming_strings: 'on',
  extra_float_digits: '1',
  // On a standby, transactions are read-only regardless of this setting.
  default_transaction_read_only: 'off',
  // Writers wait for one another instead of failing.
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
  // `statement_timeout` includes the time that a statement waits for a lock.
  lock_timeout: '0',
  transaction_timeout: '0',
  // Connections may be idle in their pool, or listen, indefinitely.
  idle_session_timeout: '0',
};

export type SessionOptions = {
  /** The timeout of a statement and of an idle transaction, in milliseconds; 0 for no limit. */
  readonly statementMs: number;
  /** The schema of our tables; `undefined` to keep the search path of the role or the URL. */
  readonly schema: string | undefined;
};

/**
 * Returns the statement that applies our settings to a session.
 *
 * It runs once a connection is open, because PgBouncer rejects connections with such startup parameters. Settings unknown to
 * the server's version of PostgreSQL are skipped.
 */
export function sessionSql({ statementMs, schema }: SessionOptions): string {
  const settings = {
    ...SETTINGS,
    statement_timeout: String(statementMs),
    idle_in_transaction_session_timeout: String(statementMs),
    ...(schema !== undefined && { search_path: `"${schema}"` }),
  };
  const rows = Object.entries(settings).map(([name, value]) => `('${name}', '${value}')`);
  return `select set_config(name, value, false) from (values ${rows.join(', ')}) as wanted (name, value)
    where current_setting(name, true) is not null`;
}
