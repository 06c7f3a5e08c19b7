import { freePort, type Postgres, runSql, startPostgres } from '@burgee/testing';
import { inspect } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { describeFailure } from './describe-failure.ts';
import { BrokenConnection } from './failures.ts';
import { openUrl } from './test-database.ts';

const SHORT_TIMEOUTS = { connectMs: 300, requestMs: 500, loadMs: 500 };
const PASSWORD = 'not-the-right-one';

describe('10.14 the error for an unavailable database names the cause', () => {
  let postgres: Postgres;
  beforeAll(async () => {
    postgres = await startPostgres({
      authentication: ['host all app 127.0.0.1/32 scram-sha-256', 'host all stranger 127.0.0.1/32 reject'],
    });
    await runSql(postgres.url, `create role app login password 'right'`);
    await runSql(postgres.url, 'create role stranger login');
  });
  afterAll(() => postgres[Symbol.asyncDispose]());

  /** Returns the causes that each use of the database reports, and checks that no error contains the password. */
  async function collectCauses(url: string, timeouts?: typeof SHORT_TIMEOUTS): Promise<string[]> {
    await using database = await openUrl(url, timeouts);
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

  it('if the port is closed', async () => {
    const port = await freePort();
    for (const cause of await collectCauses(`postgres://127.0.0.1:${port}/burgee`))
      expect(cause).toBe(`connect ECONNREFUSED 127.0.0.1:${port}`);
  });

  it('if the password is wrong', async () => {
    for (const cause of await collectCauses(urlAs('app', PASSWORD)))
      expect(cause).toBe('password authentication failed for user "app" (28P01)');
  });

  it('if the database does not exist', async () => {
    for (const cause of await collectCauses(urlAs('postgres', '', '/nowhere')))
      expect(cause).toBe('database "nowhere" does not exist (3D000)');
  });

  it('if the rules of the server reject the user', async () => {
    for (const cause of await collectCauses(urlAs('stranger')))
      expect(cause).toMatch(/^pg_hba\.conf rejects connection for host "127\.0\.0\.1", user "stranger".* \(28000\)$/);
  });

  it('if the server does not respond', async () => {
    await postgres.signal('SIGSTOP');
    try {
      for (const cause of await collectCauses(postgres.url, SHORT_TIMEOUTS))
        expect(cause).toMatch(/timeout|no answer within \d+ ms/);
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
    expect(describeFailure(new AggregateError(all))).toBe(
      'connect ECONNREFUSED ::1:5432; connect ECONNREFUSED 127.0.0.1:5432',
    );
  });

  it("is the driver's reason, not that of the connection that it broke", () => {
    const cause = Object.assign(new Error('self-signed certificate'), { code: 'DEPTH_ZERO_SELF_SIGNED_CERT' });
    const broken = new BrokenConnection(cause.message, { cause });
    expect(describeFailure(broken)).toBe('self-signed certificate (DEPTH_ZERO_SELF_SIGNED_CERT)');
    expect(describeFailure(new BrokenConnection('a message of 3 bytes'))).toBe('a message of 3 bytes (EBROKEN)');
  });

  it('is one line of limited length', () => {
    expect(describeFailure(new Error('short\nwith details'))).toBe('short');
    expect(describeFailure(new Error('x'.repeat(1_000)))).toHaveLength(301);
  });
});
