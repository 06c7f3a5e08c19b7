import { eventually, SCRATCH_FOLDER } from '@burgee/testing';
import { copyFile, cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createServerKey, startTestEdge, type TestEdge, type TestEdgeOptions } from '../test-edge.ts';
import { newFlagAt, startTestServer } from '../test-server.ts';

const FILES = ['edge-ruleset.json', 'edge-keys.json'];

/** The files of an edge, whose server has stopped. */
let saved: string;
let url: string;
let key: string;
let flag: string;
beforeAll(async () => {
  saved = await mkdtemp(join(SCRATCH_FOLDER, 'burgee-edge-files-'));
  await using burgee = await startTestServer();
  ({ url } = burgee);
  key = await createServerKey(burgee, 'development');
  flag = await newFlagAt(burgee, 100);
  const override = { userId: 'bob', overrideType: 'exclude' };
  await burgee.request(`/api/admin/flags/${flag}/users`, { as: 'editor', body: override });
  const edge = await startTestEdge(url, key, { directory: saved });
  await edge[Symbol.asyncDispose]();
});
afterAll(() => rm(saved, { recursive: true, force: true }));

/** Starts an edge on a copy of the files, while its server is away. */
async function startAway(
  change: (directory: string) => Promise<unknown>,
  options: TestEdgeOptions & { readonly as?: string } = {},
): Promise<TestEdge> {
  const directory = await mkdtemp(join(SCRATCH_FOLDER, 'burgee-edge-copy-'));
  await cp(saved, directory, { recursive: true });
  await change(directory);
  const edge = await startTestEdge(url, options.as ?? key, { ...options, directory });
  const end = edge[Symbol.asyncDispose];
  return {
    ...edge,
    [Symbol.asyncDispose]: async () => {
      await end();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

const nothing = async () => undefined;
const evaluate = (edge: TestEdge, secret?: string) =>
  fetch(`${edge.url}/api/config/evaluate`, {
    method: 'POST',
    headers: { 'Content-Type': 'application/json', ...(secret && { Authorization: `Bearer ${secret}` }) },
    body: JSON.stringify({ context: { userId: 'ann' }, flagKeys: [flag] }),
  });
const codesOf = ({ logged }: TestEdge) => logged.flatMap(({ code }) => (code === undefined ? [] : [code]));

describe('13.10 an edge that starts while its server is away', () => {
  it('answers from its files, accepts the keys in them, and says that it is stale', async () => {
    await using edge = await startAway(nothing);
    for (const secret of [undefined, key]) {
      const response = await evaluate(edge, secret);
      expect(response.status).toBe(200);
      expect(await response.json()).toMatchObject({ flags: { [flag]: { enabled: true } } });
    }
    expect((await evaluate(edge, 'srv_unknown')).status).toBe(401);
    await eventually(async () =>
      expect(await edge.state()).toMatchObject({
        status: 'ready',
        mode: 'edge',
        upstream: { url, isCurrent: false, source: 'snapshot', ageMs: expect.any(Number) as number },
      }),
    );
  });

  it('evaluates without the overrides that it would have to ask for, and says so', async () => {
    await using edge = await startAway(nothing);
    const ask = (path: string, body: object) =>
      fetch(edge.url + path, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json', Authorization: `Bearer ${key}` },
        body: JSON.stringify(body),
      });
    const answer = await ask('/api/config/evaluate', { context: { userId: 'bob' }, flagKeys: [flag] });
    expect(await answer.json()).toMatchObject({ flags: { [flag]: { enabled: true } } });
    await eventually(() => expect(codesOf(edge)).toContain('OVERRIDES_UNAVAILABLE'));
    const known = await ask('/api/sync/overrides', { ids: [{ type: 'user', id: 'nobody' }] });
    expect(await known.json()).toMatchObject({ overrides: [] });
    const unknown = await ask('/api/sync/overrides', { ids: [{ type: 'user', id: 'bob' }] });
    expect([unknown.status, await unknown.json()]).toMatchObject([503, { code: 'UPSTREAM_UNAVAILABLE' }]);
  });

  it('serves other edges', async () => {
    await using edge = await startAway(nothing);
    await using chained = await startTestEdge(edge.url, key);
    expect(await (await evaluate(chained, key)).json()).toMatchObject({ flags: { [flag]: { enabled: true } } });
  });

  it('keeps files that only their owner may read, without the key', async () => {
    for (const name of FILES) {
      const path = join(saved, name);
      expect((await stat(path)).mode & 0o777).toBe(0o600);
      expect(await readFile(path, 'utf8')).not.toContain(key);
    }
  });

  it.each<[string, (directory: string) => Promise<unknown>, { as?: string }]>([
    ['torn', async (directory) => truncate(join(directory, 'edge-ruleset.json')), {}],
    ['empty', async (directory) => writeFile(join(directory, 'edge-ruleset.json'), ''), {}],
    ['the other one', async (directory) => swap(directory), {}],
    ['of another key', nothing, { as: 'srv_another' }],
  ])('ignores a file that is %s, and says so', async (_what, change, options) => {
    await using edge = await startAway(change, { ...options, isUnready: true });
    await eventually(() => expect(codesOf(edge)).toContain('SNAPSHOT_IGNORED'));
    const response = await evaluate(edge);
    expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '1']);
    expect(await response.json()).toMatchObject({ code: 'UPSTREAM_UNAVAILABLE' });
  });

  it('is alive but not ready without files, and refuses every request as unavailable', async () => {
    const directory = join(saved, 'nothing here');
    await using edge = await startTestEdge(url, key, { directory, isUnready: true });
    const paths = ['/readyz', '/api/config/flags', '/api/config/stream', '/trpc/evaluation.evaluateAll?input=%7B%7D'];
    for (const path of paths)
      expect({ path, status: (await fetch(edge.url + path)).status }).toEqual({ path, status: 503 });
    for (const path of ['ruleset', 'stream', 'keys']) {
      const response = await fetch(`${edge.url}/api/sync/${path}`, { headers: { Authorization: `Bearer ${key}` } });
      expect({ path, status: response.status }).toEqual({ path, status: 503 });
    }
    expect((await fetch(`${edge.url}/healthz`)).status).toBe(200);
    expect(await edge.state()).toMatchObject({ status: 'loading', upstream: { source: 'default', ageMs: null } });
  });
});

it('13.10 an edge whose folder cannot be written serves, and reports it', async () => {
  await using burgee = await startTestServer();
  const own = await createServerKey(burgee, 'development');
  const directory = join(saved, FILES[0] ?? '');
  await using edge = await startTestEdge(burgee.url, own, { directory });
  expect((await fetch(`${edge.url}/api/config/flags`)).status).toBe(200);
  await eventually(() => expect(codesOf(edge)).toContain('SNAPSHOT_NOT_WRITTEN'));
});

async function truncate(path: string): Promise<void> {
  await writeFile(path, (await readFile(path)).subarray(0, -10));
}

async function swap(directory: string): Promise<void> {
  await copyFile(join(directory, 'edge-keys.json'), join(directory, 'edge-ruleset.json'));
}
