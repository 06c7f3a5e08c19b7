import { appRouter } from '@burgee/api';
import { HOUR_MS } from '@burgee/contracts';
import { createFlagServer } from '@burgee/node';
import { eventually, runs } from '@burgee/testing';
import { contexts, FIRST_DAY, overrides, rulesets } from '@burgee/testing/arbitraries';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROWS } from '../rest/routes.ts';
import { createServerKey, startTestEdge, type TestEdge, untilCurrent, untilSameKeys } from '../test-edge.ts';
import { newFlag, startTestServer, type TestServer } from '../test-server.ts';
import { openStream } from '../test-streams.ts';

const environment = 'development';
const random = () => 0.5;

/** A server, an edge of it, and an edge of that edge. */
let burgee: TestServer;
let edge: TestEdge;
let chained: TestEdge;
let key: string;
beforeAll(async () => {
  // Hundreds of random changes and evaluations a second would meet the limits of a client.
  const options = { random, settings: { LIMIT_EVALUATIONS: '0', LIMIT_WRITES: '0' } };
  burgee = await startTestServer(options);
  key = await createServerKey(burgee, environment);
  edge = await startTestEdge(burgee.url, key, options);
  chained = await startTestEdge(edge.url, key, options);
});
afterAll(async () => {
  await chained?.[Symbol.asyncDispose]();
  await edge?.[Symbol.asyncDispose]();
  await burgee?.[Symbol.asyncDispose]();
});

const places = () => [burgee.url, edge.url, chained.url];

async function mutate<T>(path: string, input: object): Promise<T> {
  const { status, body } = await burgee.request(`/trpc/${path}`, { as: 'admin', body: input });
  if (status !== 200) throw new Error(`${path} was refused: ${JSON.stringify(body)}`);
  return (body as { result: { data: T } }).result.data;
}

async function ask(url: string, path: string, body?: object, secret = key): Promise<{ status: number; body: unknown }> {
  const response = await fetch(url + path, {
    method: body ? 'POST' : 'GET',
    headers: { Authorization: `Bearer ${secret}`, ...(body && { 'Content-Type': 'application/json' }) },
    ...(body && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? '' : JSON.parse(text) };
}

/** Ranges of splits are assigned by the server. */
const withoutRanges = <T>(value: T): T =>
  JSON.parse(JSON.stringify(value, (name, part: unknown) => (name === 'ranges' ? undefined : part))) as T;

const allCurrent = async () => {
  for (const each of [edge, chained]) await untilCurrent(burgee.url, each);
};

describe('13.10 an edge', () => {
  it('answers and explains like its server, for random flags, overrides, contexts and instants', async () => {
    for (const flag of ['a', 'b', 'c']) {
      const variants = ['control', 'blue', 'green'].map((name) => ({ key: name, value: name }));
      await mutate('flags.create', { environment, key: flag, type: 'string', variants, onVariant: 'blue' });
    }
    await mutate('flags.create', { environment, key: 'd' });
    await mutate('segments.create', { environment, key: 'segment', condition: { any: [] } });
    let changes = 0;
    /** Random changes may be refused, such as a cycle of prerequisites. */
    const change = async (path: string, input: object) => {
      const { status } = await burgee.request(`/trpc/${path}`, { as: 'admin', body: { environment, ...input } });
      if (status === 200) changes++;
    };
    const now = new Date().getTime();
    const soon = new Date(now + HOUR_MS).toISOString();
    const instants = fc.oneof(
      fc.integer({ min: now, max: now + 2 * HOUR_MS }),
      fc.integer({ min: FIRST_DAY, max: FIRST_DAY + 48 * HOUR_MS }),
    );
    const asked = fc.array(fc.tuple(contexts, instants), { minLength: 10, maxLength: 10 });
    await fc.assert(
      fc.asyncProperty(rulesets, overrides, asked, async ({ flags, segments }, ofIds, questions) => {
        for (const segment of segments) await change('segments.update', segment);
        for (const { key: flag, enabled, expiresAt, rollout, rules, split, prerequisites: any } of withoutRanges(
          flags,
        )) {
          // Without cycles, which are refused.
          const prerequisites = any.filter(({ flagKey }) => flagKey < flag);
          await change('flags.update', { key: flag, enabled, expiresAt, rollout, rules, split, prerequisites });
        }
        for (const { flagKey, ...override } of ofIds) {
          const { target } = override as { target?: string };
          const fields = { flagKey, expiresAt: soon };
          if ('overrideType' in override) {
            await change('overrides.setUser', { ...fields, userId: target, overrideType: override.overrideType });
          } else if (override.type === 'testing') {
            await change('overrides.setTesting', { ...fields, testRunId: target, value: override.value });
          } else await change('overrides.setGlobal', { ...fields, value: override.value });
        }
        await allCurrent();
        for (const [context, instant] of questions) {
          const input = { context, at: new Date(instant).toISOString() };
          const query = `/trpc/evaluation.explainAll?input=${encodeURIComponent(JSON.stringify(input))}`;
          const [expected, ...answers] = await Promise.all(places().map((url) => ask(url, query)));
          expect(expected?.status).toBe(200);
          for (const answer of answers) expect(answer).toEqual(expected);
        }
      }),
      // Shrinking would take longer than any test may.
      { numRuns: runs(8), endOnFailure: true },
    );
    expect(changes).toBeGreaterThan(30);
  });

  it('passes on the ruleset, its origin and its checksum unchanged, to edges and to programs', async () => {
    await newFlag(burgee);
    await allCurrent();
    const rulesetsAt = await Promise.all(places().map((url) => ask(url, '/api/sync/ruleset')));
    const [expected, ...others] = rulesetsAt.map(({ body }) => ({ ...(body as object), overrides: undefined }));
    for (const other of others) expect(JSON.stringify(other)).toBe(JSON.stringify(expected));
    const program = createFlagServer({ url: chained.url, key });
    await program.ready();
    const flag = await newFlag(burgee, { enabled: true, rollout: { schedule: { kind: 'fixed', percentage: 100 } } });
    await eventually(async () => expect((await program.for({ userId: 'ann' })).isEnabled(flag)).toBe(true));
    expect(program.status().counters).toMatchObject({ rulesetsLoaded: 1, deltasApplied: 1, checksumMismatches: 0 });
    await program.close();
  });

  it('passes on the overrides of ids, as new as its version', async () => {
    const flag = await newFlag(burgee, { enabled: true });
    const ids = { ids: [{ type: 'user', id: 'zoe' }] };
    for (const overrideType of ['include', 'exclude']) {
      await mutate('overrides.setUser', { environment, flagKey: flag, userId: 'zoe', overrideType });
      await allCurrent();
      for (const url of places()) {
        expect(await ask(url, '/api/sync/overrides', ids)).toMatchObject({
          status: 200,
          body: { overrides: [{ flagKey: flag, target: 'zoe', overrideType }] },
        });
        const answer = await ask(url, '/api/config/evaluate', { context: { userId: 'zoe' }, flagKeys: [flag] });
        expect(answer.body).toMatchObject({ flags: { [flag]: { enabled: overrideType === 'include' } } });
      }
    }
  });

  it('accepts a new key, and ends the streams of a revoked one', async () => {
    const input = { kind: 'web', environment, name: 'Shop', origins: [] };
    const created = await mutate<{ secret: string; key: { id: string } }>('keys.create', input);
    for (const each of [edge, chained]) await untilSameKeys(burgee.url, each, key);
    const streams = await Promise.all(
      [edge, chained].map(({ url }) =>
        openStream(url, { path: '/api/config/stream', headers: { 'X-API-Key': created.secret } }),
      ),
    );
    expect(streams.map(({ status }) => status)).toEqual([200, 200]);
    await mutate('keys.revoke', { environment, id: created.key.id });
    for (const stream of streams) expect(await stream.ended).toMatchObject({ complete: true });
    for (const { url } of [edge, chained]) {
      expect(await ask(url, '/api/config/evaluate', {}, created.secret)).toMatchObject({ status: 401 });
    }
  });

  it('accepts no key of another environment, and no token of a person', async () => {
    const staging = await createServerKey(burgee, 'staging');
    const token = await burgee.server.tokens.issue('ada@example.org', 'admin', '1h');
    await untilSameKeys(burgee.url, edge, key);
    for (const secret of [staging, token]) {
      expect(await ask(edge.url, '/api/config/evaluate', {}, secret)).toMatchObject({ status: 401 });
    }
  });

  it('reports its own usage and that of its followers to its server, at the latest when it stops', async () => {
    const flag = await newFlag(burgee);
    const upstream = await startTestServer({ databaseUrl: burgee.databaseUrl });
    const first = await startTestEdge(upstream.url, key);
    const second = await startTestEdge(first.url, key);
    for (const { url } of [first, second]) await ask(url, '/api/config/evaluate', { flagKeys: [flag] });
    const sdk = { name: 'program', version: '1', instance: 'a' };
    const counts = [{ flagKey: flag, variant: 'off', count: 1_000_000_000 }];
    for (let report = 0; report < 2; report++) await ask(second.url, '/api/sync/usage', { sdk, counts });
    await second[Symbol.asyncDispose]();
    await first[Symbol.asyncDispose]();
    await upstream[Symbol.asyncDispose]();
    const query = encodeURIComponent(JSON.stringify({ environment, key: flag, hours: 2 }));
    const { body } = await burgee.request(`/trpc/flags.usage?input=${query}`, { as: 'viewer' });
    expect(JSON.stringify(body)).toContain('{"variant":"off","count":2000000002}');
  });
});

describe('13.10 everything that an edge does not do', () => {
  const refusal = (path: string) => ({
    status: 404,
    body: { code: 'ROUTE_NOT_FOUND', hint: expect.stringContaining(burgee.url) as string, details: { path } },
  });

  it.each(ROWS.map(({ method, path }) => [method, path]))('is 404: %s %s', async (method = '', path = '') => {
    const response = await fetch(edge.url + path, { method: method.toUpperCase() });
    expect({ status: response.status, body: await response.json() }).toMatchObject(refusal(path));
  });

  it.each(['/', '/admin/', '/wishlist/', '/api/auth/get-session', '/api/wishlist', '/api/docs/', '/api/nothing'])(
    'is 404: GET %s',
    async (path) => {
      expect(await ask(edge.url, path)).toMatchObject(refusal(path));
    },
  );

  it('has the page of problems, to which the type of each leads', async () => {
    const { body } = await ask(edge.url, '/api/nothing');
    const page = await fetch(edge.url + (body as { type: string }).type);
    expect(await page.text()).toContain('<section id="route-not-found">');
  });

  it('is 404: each procedure but those of evaluation, alone and in a batch', async () => {
    const names = Object.keys(appRouter._def.procedures).filter((name) => !name.startsWith('evaluation.'));
    expect(names.length).toBeGreaterThan(30);
    for (const name of names) {
      const { status, body } = await ask(edge.url, `/trpc/${name}`);
      const failure = { code: 'ROUTE_NOT_FOUND', upstream: burgee.url, path: name };
      expect({ name, status, body }).toMatchObject({ name, status: 404, body: { error: { data: { failure } } } });
    }
    const batch = await ask(edge.url, `/trpc/evaluation.evaluateAll,flags.list?batch=1&input=%7B%220%22%3A%7B%7D%7D`);
    expect(batch).toMatchObject({ status: 207, body: [{ result: {} }, { error: { data: { httpStatus: 404 } } }] });
  });
});
