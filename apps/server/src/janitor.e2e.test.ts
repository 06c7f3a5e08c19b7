import { createDatabase, eventually, SCRATCH_FOLDER } from '@burgee/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import pg from 'pg';
import { expect, inject, it } from 'vitest';
import { launchServer } from './test-process.ts';
import { startTestServer } from './test-server.ts';

/** Many batches, so that the kill happens between the first and the last. */
const ENDED = 60_000;

/** Starts a server in its own process, to be killed. */
function startProcess(databaseUrl: string, directory: string) {
  const settings = { DATABASE_URL: databaseUrl, DATA_DIR: directory, JANITOR_INTERVAL_MS: '1' };
  return launchServer({ NODE_ENV: 'test', LOG_LEVEL: 'silent', ...settings });
}

it('S400.7 no override is missing or doubled in the audit trail when one of two sweeping servers is killed', async () => {
  const databaseUrl = await createDatabase(inject('postgresUrl'));
  const directory = await mkdtemp(join(SCRATCH_FOLDER, 'burgee-janitor-'));
  const sql = new pg.Client({ connectionString: databaseUrl });
  await sql.connect();
  const expired = async () => {
    const { rows } = await sql.query<{ all: number; different: number }>(
      `select count(*)::int as all, count(distinct users.who)::int as different
       from audit_entries, jsonb_array_elements_text(before -> 'targets' -> 'user') users (who) where action = 'expired'`,
    );
    return rows[0];
  };
  try {
    // Creates the environments and the demo's flags. Its own sweep runs only after an hour.
    await using first = await startTestServer({ databaseUrl, settings: { JANITOR_INTERVAL_MS: '3600000' } });
    await first.request('/healthz');
    await sql.query(
      `insert into feature_flag_user_overrides (flag_id, user_id, override_type, created_by, expires_at)
         select id, 'user-' || n, 'include', 'test', now() - interval '1 s'
         from feature_flags, generate_series(1, ${ENDED}) n
         where flag_key = 'wishlist-gallery' and environment = 'development'`,
    );
    const doomed = startProcess(databaseUrl, directory);
    await eventually(async () => expect((await expired())?.all).toBeGreaterThan(0), 5);
    await doomed[Symbol.asyncDispose]();
    expect((await expired())?.all).toBeLessThan(ENDED);

    await using second = await startTestServer({ databaseUrl, settings: { JANITOR_INTERVAL_MS: '1' } });
    await eventually(async () => expect((await expired())?.all).toBe(ENDED));
    expect(await expired()).toEqual({ all: ENDED, different: ENDED });
    const { rows } = await sql.query('select 1 from feature_flag_user_overrides');
    expect(rows).toEqual([]);
    expect((await second.request('/readyz')).status).toBe(200);
  } finally {
    await sql.end();
    await rm(directory, { recursive: true, force: true });
  }
});
