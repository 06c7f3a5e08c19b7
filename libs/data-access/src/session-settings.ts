/**
 * What our SQL relies on. An administrator may give a database or a role other defaults, which would change how values are
 * written and read, or end our transactions early.
 */
const SETTINGS = {
  DateStyle: 'ISO, MDY',
  IntervalStyle: 'postgres',
  TimeZone: 'UTC',
  standard_conforming_strings: 'on',
  extra_float_digits: '1',
  // On a standby, transactions are read-only whatever this is.
  default_transaction_read_only: 'off',
  // Writers wait for one another instead of failing.
  default_transaction_isolation: 'read committed',
  default_transaction_deferrable: 'off',
  // `statement_timeout` covers the time that a statement waits for a lock.
  lock_timeout: '0',
  transaction_timeout: '0',
  // Connections wait in their pool, or listen, for as long as it takes.
  idle_session_timeout: '0',
};

export type SessionOptions = {
  /** How long a statement may take, and a transaction may be idle, in milliseconds; 0 for no limit. */
  readonly statementMs: number;
  /** The schema of our tables; `undefined` if the role or the URL decides, or it is the default one. */
  readonly schema: string | undefined;
};

/**
 * The statement that makes a session ours.
 *
 * It runs once a connection is open, because PgBouncer refuses connections that ask for such settings as they start. A
 * setting that this version of PostgreSQL does not know is left out.
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
