import { SCRATCH_FOLDER } from '@burgee/testing';
import { execFile } from 'node:child_process';
import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import openapiTypes, { astToString } from 'openapi-typescript';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ROWS } from '../rest/routes.ts';
import type { Row } from '../rest/rows.ts';
import { startTestServer, type TestServer } from '../test-server.ts';

const run = promisify(execFile);
const modules = join(import.meta.dirname, '../../../../node_modules');
let burgee: TestServer;
let folder: string;
beforeAll(async () => {
  burgee = await startTestServer({ settings: { BURGEE_ENVIRONMENT: 'production' } });
  folder = await mkdtemp(join(SCRATCH_FOLDER, 'burgee-openapi-'));
  await symlink(modules, join(folder, 'node_modules'));
  for (const name of ['flags.create', 'segments.create']) await create(name);
});
afterAll(async () => {
  await rm(folder, { recursive: true, force: true });
  await burgee[Symbol.asyncDispose]();
});

/** Creates what the examples of GET name. */
async function create(name: string): Promise<void> {
  const row = ROWS.find(({ useCase }) => useCase.name === name) as Row;
  const { environment, ...body } = row.useCase.examples[0]?.input as Record<string, unknown>;
  const key = { 'flags.create': 'new-checkout', 'segments.create': 'beta-testers' }[name];
  const { status } = await burgee.request(`${row.path}?environment=${String(environment)}`, {
    as: 'admin',
    body: { ...body, key },
  });
  expect(status).toBe(201);
}

/** A program against the generated types that calls every GET with the input of its example. */
function programOf(rows: readonly Row[]): string {
  const calls = rows.map(({ path, params, query, useCase }) => {
    const input = (useCase.examples[0]?.input ?? {}) as Record<string, unknown>;
    const fields = (names: Iterable<[string, string]>) =>
      Object.fromEntries([...names].flatMap(([name, field]) => (field in input ? [[name, input[field]]] : [])));
    const given = { path: fields(params), query: fields(query.map((name) => [name, name] as [string, string])) };
    return `await get('${path.replaceAll(/:(\w+)/g, '{$1}')}', ${JSON.stringify(given)});`;
  });
  return `${PROGRAM}${calls.join('\n')}\nconsole.log(String(${calls.length}));\n`;
}

const PROGRAM = `
import type { paths } from './burgee.d.ts';

type Gets = { [Path in keyof paths]: paths[Path] extends { get: infer Operation } ? Operation : never };
type Given<Operation> = Operation extends { parameters: infer Parameters }
  ? { [Part in keyof Parameters as Part extends 'path' | 'query' ? Part : never]?: Parameters[Part] | Record<string, never> }
  : never;
type Answer<Operation> = Operation extends { responses: { 200: { content: { 'application/json': infer Body } } } } ? Body : never;

async function get<Path extends keyof paths & string>(path: Path, given: Given<Gets[Path]>): Promise<Answer<Gets[Path]>> {
  const { path: params = {}, query = {} } = given as { path?: Record<string, string>; query?: Record<string, unknown> };
  const url = new URL(path.replaceAll(/\\{(\\w+)\\}/g, (_, name: string) => encodeURIComponent(params[name] ?? '')), process.env.URL);
  for (const [name, value] of Object.entries(query)) {
    for (const one of [value].flat()) url.searchParams.append(name, String(one));
  }
  const response = await fetch(url, { headers: { Authorization: 'Bearer ' + process.env.TOKEN } });
  if (response.status !== 200) throw new Error(path + ': ' + response.status + ' ' + (await response.text()));
  return (await response.json()) as Answer<Gets[Path]>;
}

const { items } = await get('/api/admin/flags', { query: { environment: 'production', pageSize: 1 } });
const key: string = items[0]?.key ?? '';
// @ts-expect-error An unknown parameter.
void (() => get('/api/admin/flags', { query: { nonsense: true } }));
// @ts-expect-error A path without a GET.
void (() => get('/api/admin/explain', {}).then((answer) => answer.flags));
// @ts-expect-error An unknown field of the answer.
void items[0]?.nonsense;
if (key === '') throw new Error('there is no flag');
`;

it('14.2 a client that openapi-typescript generates compiles, and calls every GET', async () => {
  const { body } = await burgee.request('/api/openapi.json');
  await writeFile(
    join(folder, 'burgee.d.ts'),
    astToString(await openapiTypes(body as never, { defaultNonNullable: false })),
  );
  const gets = ROWS.filter(({ method }) => method === 'get');
  await writeFile(join(folder, 'program.mts'), programOf(gets));
  const options = ['--strict', '--noEmit', '--module', 'nodenext', '--allowImportingTsExtensions', '--types', 'node'];
  await run(process.execPath, [join(modules, 'typescript/bin/tsc'), ...options, 'program.mts'], { cwd: folder }).catch(
    ({ stdout }: { stdout: string }) => expect.fail(stdout),
  );

  const token = await burgee.server.tokens.issue('admin@example.org', 'admin', '1h');
  const { stdout } = await run(process.execPath, ['program.mts'], {
    cwd: folder,
    env: { ...process.env, URL: burgee.url, TOKEN: token },
  });
  expect(Number(stdout)).toBe(gets.length);
}, 60_000);
