import { connectDatabase } from '@burgee/data-access';
import { eventually, startPostgres } from '@burgee/testing';
import pg from 'pg';
import { expect, it } from 'vitest';
import { startTestEdge } from './test-edge.ts';
import { bearer, createKey } from './test-keys.ts';
import { askOfrep } from './test-ofrep.ts';
import { newFlag, newFlagAt, startTestServer } from './test-server.ts';

const ann = { targetingKey: 'ann' };

it('15.2 one broken flag is an error of its own, and all others are evaluated', async () => {
  await using burgee = await startTestServer();
  const [broken, whole] = [await newFlag(burgee), await newFlagAt(burgee, 100)];
  const sql = new pg.Client({ connectionString: burgee.databaseUrl });
  await sql.connect();
  await sql.query(`update feature_flags set on_variant = 'nothing' where flag_key = $1`, [broken]);
  await sql.end();
  await using later = await startTestServer({ databaseUrl: burgee.databaseUrl });
  const { status, body } = await askOfrep(later, undefined, ann);
  expect(status).toBe(200);
  const errorDetails = 'The flag cannot be evaluated. An editor must repair it.';
  expect(body.flags.find(({ key }) => key === broken)).toMatchObject({ errorCode: 'GENERAL', errorDetails });
  expect(body.flags.find(({ key }) => key === whole)).toMatchObject({ value: true });
  expect(await askOfrep(later, broken, ann)).toMatchObject({
    status: 400,
    body: { key: broken, errorCode: 'GENERAL' },
  });
});

it('15.2 requests beyond the limit are 429 with whole seconds, as the protocol spells failures', async () => {
  await using burgee = await startTestServer({ settings: { LIMIT_EVALUATIONS: '3' } });
  const refused = await eventually(async () => {
    const answer = await askOfrep(burgee, 'a', ann);
    expect(answer.status).toBe(429);
    return answer;
  }, 10);
  expect(refused.headers.get('retry-after')).toMatch(/^([1-9]|[1-5]\d|60)$/);
  expect(refused.body).toMatchObject({ key: 'a', errorCode: 'GENERAL' });
});

it('15.2 without public evaluation, a key is required', async () => {
  await using burgee = await startTestServer({ settings: { PUBLIC_EVALUATION: 'false' } });
  expect((await askOfrep(burgee, undefined, ann)).status).toBe(401);
  const { secret } = await createKey(burgee, { kind: 'web' });
  expect((await askOfrep(burgee, undefined, ann, { headers: bearer(secret) })).status).toBe(200);
});

it('15.2 R5 without the database, flags are evaluated as they were last known, at the server and at an edge', async () => {
  await using postgres = await startPostgres();
  const own = await connectDatabase({ url: postgres.url });
  await own.migrate();
  await own.close();
  await using burgee = await startTestServer({ databaseUrl: postgres.url });
  const key = await newFlagAt(burgee, 100);
  const { secret } = await createKey(burgee, { kind: 'server' });
  await using edge = await startTestEdge(burgee.url, secret);
  const request = async (
    path: string,
    { body, headers }: { body?: unknown; headers?: Record<string, string> } = {},
  ) => {
    const sent = { 'Content-Type': 'application/json', ...headers };
    const response = await fetch(edge.url + path, { method: 'POST', headers: sent, body: JSON.stringify(body) });
    return { status: response.status, headers: response.headers, body: await response.json() };
  };
  await postgres.stop();
  for (const place of [burgee, { request }]) {
    const { status, body } = await askOfrep(place, undefined, ann, { headers: bearer(secret) });
    expect([status, body.flags.find((flag) => flag.key === key)?.value]).toEqual([200, true]);
  }
  await postgres.start();
});
