import pg from 'pg';

/** The clock of one database. It stands still until a test sets it. */
export type DatabaseClock = AsyncDisposable & {
  /** Applies to statements that begin after the returned promise resolves. */
  set(at: number): Promise<void>;
};

/**
 * Replaces `now()` and `clock_timestamp()` for connections opened from now on, by functions of the same name in a
 * schema that precedes `pg_catalog` in the search path. Several tests may share the clock of one database.
 */
export async function startDatabaseClock(databaseUrl: string): Promise<DatabaseClock> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  await client.query(SETUP);
  return {
    set: async (at) => {
      await client.query('update test_clock.setting set at = $1', [new Date(at)]);
    },
    [Symbol.asyncDispose]: () => client.end(),
  };
}

/**
 * Like `startDatabaseClock`, for an empty database whose clock is the instant in a file. PostgreSQL reads the file as
 * its own system user, which requires a superuser role.
 */
export async function readDatabaseClockFrom(databaseUrl: string, file: string): Promise<void> {
  const client = new pg.Client({ connectionString: databaseUrl });
  await client.connect();
  const instant = `pg_read_file(${client.escapeLiteral(file)})::timestamptz`;
  const functions = ['now', 'clock_timestamp'].map(
    (name) =>
      `create function test_clock.${name}() returns timestamptz language sql stable as ${client.escapeLiteral(`select ${instant}`)};`,
  );
  try {
    // Tables are created in the first schema that exists, which is still `public`.
    await client.query(`create schema test_clock; ${functions.join(' ')} ${searchPath('"$user", public, test_clock')}`);
  } finally {
    await client.end();
  }
}

/** Puts `pg_catalog` last, so that functions of the same name take precedence over its own. */
const searchPath = (first: string) => `
  do $$ begin
    execute format('alter database %I set search_path = ${first}, pg_catalog', current_database());
  end $$;`;

const functionOf = (name: string) => `
  create or replace function test_clock.${name}() returns timestamptz language sql stable
  as 'select coalesce((select at from test_clock.setting), pg_catalog.${name}())';`;

const SETUP = `
  create schema if not exists test_clock;
  create table if not exists test_clock.setting (id int primary key default 1, at timestamptz);
  insert into test_clock.setting default values on conflict do nothing;
  ${['now', 'clock_timestamp'].map(functionOf).join('')}
  ${searchPath('test_clock, "$user", public')}`;
