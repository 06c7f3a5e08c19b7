import { freePort, runSql, startPostgres, type Postgres } from '@burgee/testing';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { BrokenConnection } from './failures.ts';
import { reasonOf } from './reason.ts';
import { openUrl } from './test-database.ts';

const IMPATIENT = { connectMs: 300, requestMs: 500, loadMs: 500 };
const PASSWORD = 'not-the-right-one';

describe('10.14 a database that is unavailable names the cause', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres({
      authentication: ['host all app 127.0.0.1/32 scram-sha-256', 'host all stranger 127.0.0.1/32 reject'],
    });
    await runSql(postgres.url, `create role app login password 'right'`);
    await runSql(postgres.url, 'create role stranger login');
  });
  afterAll(() => postgres[Symbol.asyncDispose]());

  /** Everything that the failures of all uses and of the migration could write to a log. */
  async function causesAt(url: string): Promise<string[]> {
    await using database = await openUrl(url, IMPATIENT);
    const uses = [
      database.read((em) => em.execute('select 1')),
      database.write((em) => em.execute('select 1')),
      database.query('select 1', []),
      database.migrate(),
    ];
    const failed = (await Promise.allSettled(uses)).map((use) => (use.status === 'rejected' ? use.reason : undefined));
    for (const error of failed) {
      expect(error).toMatchObject({ failure: { code: 'DATABASE_UNAVAILABLE' } });
      expect(inspect(error, { depth: Infinity, showHidden: true })).not.toContain(PASSWORD);
    }
    return failed.map(({ cause }) => (cause as Error).message);
  }

  function urlAs(username: string, password = '', pathname = '/postgres'): string {
    return Object.assign(new URL(postgres.url), { username, password, pathname }).href;
  }

  it('that the port is closed', async () => {
    const port = await freePort();
    for (const cause of await causesAt(`postgres://127.0.0.1:${port}/burgee`))
      expect(cause).toBe(`connect ECONNREFUSED 127.0.0.1:${port}`);
  });

  it('that the password is wrong', async () => {
    for (const cause of await causesAt(urlAs('app', PASSWORD)))
      expect(cause).toBe('password authentication failed for user "app" (28P01)');
  });

  it('that there is no such database', async () => {
    for (const cause of await causesAt(urlAs('postgres', '', '/nowhere')))
      expect(cause).toBe('database "nowhere" does not exist (3D000)');
  });

  it('that the rules of the server refuse the user', async () => {
    for (const cause of await causesAt(urlAs('stranger')))
      expect(cause).toMatch(/^pg_hba\.conf rejects connection for host "127\.0\.0\.1", user "stranger".* \(28000\)$/);
  });

  it('that it does not answer', async () => {
    await postgres.signal('SIGSTOP');
    try {
      for (const cause of await causesAt(postgres.url)) expect(cause).toMatch(/timeout|no answer within \d+ ms/);
    } finally {
      await postgres.signal('SIGCONT');
    }
  });
});

describe('10.14 the reason of a failure', () => {
  const refused = (address: string) =>
    Object.assign(new Error(`connect ECONNREFUSED ${address}`), { code: 'ECONNREFUSED' });

  it('names every address of a host once', () => {
    const all = [refused('::1:5432'), refused('127.0.0.1:5432'), refused('::1:5432')];
    expect(reasonOf(new AggregateError(all))).toBe(
      'connect ECONNREFUSED ::1:5432; connect ECONNREFUSED 127.0.0.1:5432',
    );
  });

  it('is that of the driver, not of the connection that it broke', () => {
    const cause = Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    const broken = new BrokenConnection(cause.message, { cause });
    expect(reasonOf(broken)).toBe('self-signed certificate (DEPTH_ZERO_SELF_SIGNED_CERT)');
    expect(reasonOf(new BrokenConnection('a message of 3 bytes'))).toBe('a message of 3 bytes (EBROKEN)');
  });

  it('is one line of bounded length', () => {
    expect(reasonOf(new Error('short\nwith details'))).toBe('short');
    expect(reasonOf(new Error('x'.repeat(1_000)))).toHaveLength(301);
  });
});
