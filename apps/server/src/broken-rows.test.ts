import type { Flag, FlagPage } from '@burgee/contracts';
import pg from 'pg';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startTestServer, type TestServer } from './test-server.ts';

let burgee: TestServer;
let sql: pg.Client;

/** One flag per column that SQL can break, with the API's name of the column. */
const BROKEN = [
  ...['null', '{}', '7', '"text"', '[null]', '[{}]', '[[]]', '1e400', `${'['.repeat(300)}${']'.repeat(300)}`].flatMap(
    (value) => (['tags', 'variants', 'rules', 'prerequisites'] as const).map((field) => [field, field, value] as const),
  ),
  ...['{}', '7', '"text"', '[]', '1e400'].map((value) => ['split', 'split', value] as const),
  ['rollout', 'rollout', '{"schedule":{"kind":"never"}}'],
  ['rollout', 'rollout', '{"a":null}'],
  ['on_variant', 'onVariant', ' '],
  ['off_variant', 'offVariant', '\u202e'],
  ['revision', 'revision', '-1'],
] as const;
/** Keys that the API refuses to create, but that SQL can store. */
const KEYS = [' ', 'a b', '../..', '\u202e', '__proto__', 'a/b', '100%'] as const;

const pathOf = (key: string) => `/api/admin/flags/${encodeURIComponent(key)}`;
const create = (key: string) => burgee.request('/api/admin/flags', { as: 'editor', body: { key, tags: ['poison'] } });
const broken = () => BROKEN.map(([column, field, value], index) => ({ key: `broken-${index}`, column, field, value }));

beforeAll(async () => {
  burgee = await startTestServer();
  sql = new pg.Client({ connectionString: burgee.databaseUrl });
  await sql.connect();
  await create('whole');
  for (const { key, column, value } of broken()) {
    await create(key);
    await sql.query(`update feature_flags set ${column} = $1 where flag_key = $2`, [value, key]);
  }
  for (const [index, key] of KEYS.entries()) {
    await create(`named-${index}`);
    await sql.query('update feature_flags set flag_key = $1 where flag_key = $2', [key, `named-${index}`]);
  }
});
afterAll(async () => {
  await sql?.end();
  await burgee?.[Symbol.asyncDispose]();
});

it('10.9 R16 GET /api/admin/flags lists broken flags among the others, each with its problems', async () => {
  const { status, body } = await burgee.request('/api/admin/flags?pageSize=200', { as: 'viewer' });
  expect(status).toBe(200);
  const listed = new Map((body as FlagPage).items.map((flag) => [String(flag.key), flag.broken]));
  expect(listed.get('whole')).toEqual([]);
  for (const { key, field, value } of broken()) expect(pathsOf(listed.get(key)), value).toContain(field);
  for (const key of KEYS) expect(pathsOf(listed.get(key)), key).toEqual(['key']);
});

it('10.9 R16 GET /api/admin/flags/:flagKey shows a broken flag with its problems', async () => {
  for (const { key, field, value } of broken()) {
    const { status, body } = await burgee.request(pathOf(key), { as: 'viewer' });
    expect({ value, status }).toEqual({ value, status: 200 });
    expect(pathsOf((body as Flag).broken), value).toContain(field);
  }
  for (const key of KEYS) {
    expect(await burgee.request(pathOf(key), { as: 'viewer' })).toMatchObject({ status: 200, body: { key } });
  }
});

it('10.9 R16 PATCH /api/admin/flags/:flagKey repairs a broken flag, and refuses a change that leaves it broken', async () => {
  await create('again');
  await sql.query(`update feature_flags set rules = '7' where flag_key = 'again'`);
  const change = (body: object) => burgee.request(pathOf('again'), { method: 'PATCH', as: 'editor', body });
  expect(await change({ description: 'new' })).toMatchObject({
    status: 400,
    body: { code: 'VALIDATION_FAILED', details: [{ path: 'rules' }] },
  });
  expect(await change({ rules: [] })).toMatchObject({ status: 200, body: { broken: [], rules: [] } });
});

it('10.9 R16 DELETE /api/admin/flags/:flagKey deletes every broken flag', async () => {
  for (const key of [...broken().map(({ key }) => key), ...KEYS]) {
    const { status } = await burgee.request(pathOf(key), { method: 'DELETE', as: 'editor' });
    expect({ key, status }).toEqual({ key, status: 204 });
    expect(await burgee.request(pathOf(key), { as: 'viewer' })).toMatchObject({ status: 404 });
  }
  const { body } = await burgee.request('/api/admin/flags?tag=poison', { as: 'viewer' });
  expect((body as FlagPage).items.map(({ key }) => key)).toEqual(['again', 'whole']);
});

/** Returns the broken fields, without the paths inside them. */
function pathsOf(problems: Flag['broken'] = []): string[] {
  return [...new Set(problems.map(({ path }) => path.split('.')[0] ?? path))];
}
