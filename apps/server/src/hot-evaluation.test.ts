import { createDatabase, eventually, runs } from '@burgee/testing';
import fc from 'fast-check';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { anyEvaluationRequest, EVALUATE_PATH, INTRANET, SHOP } from './test-any-evaluation.ts';
import { openAdmin } from './test-browser.ts';
import { PLACES, startTestEdge, type TestEdge } from './test-edge.ts';
import { type RawAnswer, type RawRequest, sendRaw } from './test-raw-request.ts';
import { newFlag, startTestServer, type TestServer } from './test-server.ts';

/** Two servers on one database: one answers ordinary evaluations without Express, the other everything with Express. */
let hot: TestServer;
let cold: TestServer;
/** Two edges of the first server, in the same way. */
let hotEdge: TestEdge;
let coldEdge: TestEdge;
const secrets: Record<string, string> = {};
beforeAll(async () => {
  const databaseUrl = await createDatabase(inject('postgresUrl'));
  const settings = {
    LIMIT_EVALUATIONS: '0',
    CORS_ORIGINS: INTRANET,
    BODY_LIMIT_BYTES: '100000',
    REQUEST_TIMEOUT_MS: '1000',
  };
  hot = await startTestServer({ databaseUrl, settings: { ...settings, LOG_LEVEL: 'info' } });
  const admin = await openAdmin(hot);
  secrets['cookie'] = [...admin.cookies].map((cookie) => cookie.join('=')).join('; ');
  secrets['token'] = await hot.server.tokens.issue('vera@example.org', 'viewer', '1h');
  for (const [name, input] of Object.entries({
    server: { kind: 'server', environment: 'development' },
    staging: { kind: 'server', environment: 'staging' },
    web: { kind: 'web', environment: 'development', origins: [SHOP] },
    open: { kind: 'web', environment: 'development' },
  })) {
    const { data } = await admin.mutate('keys.create', { name, ...input });
    secrets[name] = data.secret;
  }
  await createFlags();
  cold = await startTestServer({ databaseUrl, settings });
  await eventually(async () => expect(await versionsOf(hot)).toEqual(await versionsOf(cold)));
  const own = { settings: { ...settings, LOG_LEVEL: 'info' } };
  hotEdge = await startTestEdge(hot.url, secrets['server'] ?? '', own);
  coldEdge = await startTestEdge(hot.url, secrets['server'] ?? '', { settings });
});
afterAll(async () => {
  await coldEdge[Symbol.asyncDispose]();
  await hotEdge[Symbol.asyncDispose]();
  await cold[Symbol.asyncDispose]();
  await hot[Symbol.asyncDispose]();
});

async function createFlags(): Promise<void> {
  const half = { enabled: true, rollout: { schedule: { kind: 'fixed', percentage: 50 } } };
  const pro = { attribute: 'plan', operator: 'in', values: ['pro'] };
  const text = { type: 'string', variants: ['a', 'größe'].map((key) => ({ key, value: key })), onVariant: 'größe' };
  await newFlag(hot, { ...half, key: 'half' });
  await newFlag(hot, { ...half, key: '10' });
  await newFlag(hot, { ...half, ...text, key: 'text', offVariant: null });
  const steps = [{ at: '2100-01-01T00:00:00Z', percentage: 100 }];
  await newFlag(hot, { key: 'later', enabled: true, rollout: { schedule: { kind: 'steps', steps } } });
  const rule = { id: 'pro', condition: pro, serve: { kind: 'variant', variant: 'on' } };
  await newFlag(hot, { ...half, key: 'by-plan', rules: [rule] });
  const override = { userId: 'ann', overrideType: 'include' };
  await hot.request('/api/admin/flags/half/users', { as: 'editor', body: override });
}

const versionsOf = async ({ request }: TestServer) =>
  ((await request('/readyz')).body as { versions: object }).versions;

/** Only Express sets this header. */
const isByExpress = ({ headers }: RawAnswer) => headers.has('x-frame-options');

const MATTERING = [
  'access-control-allow-origin',
  'access-control-expose-headers',
  'cache-control',
  'connection',
  'content-length',
  'content-security-policy',
  'content-type',
  'etag',
  'retry-after',
  'set-cookie',
  'vary',
  'www-authenticate',
  'x-content-type-options',
];

/** Everything about an answer that must not depend on the path through the server. */
function comparable({ status, headers, body }: RawAnswer) {
  return {
    status,
    headers: MATTERING.map((name) => [name, headers.get(name)]),
    hasId: headers.has('x-request-id'),
    body: body.replace(/"requestId":"[^"]+"/, '').replace(/"evaluatedAt":"[^"]+"/, ''),
  };
}

function post(body: Buffer | string, headers: RawRequest['headers'] = [], path = EVALUATE_PATH): RawRequest {
  const bytes = Buffer.from(body);
  const usual = [
    ['Content-Type', 'application/json'],
    ['Content-Length', String(bytes.length)],
  ] as const;
  const own = usual.filter(([name]) => headers.every(([other]) => other !== name));
  return { method: 'POST', path, headers: [...own, ...headers], body: bytes };
}

type Pair = readonly [Pick<TestServer, 'url'>, Pick<TestServer, 'url'>];

async function sendBoth(request: RawRequest, [one, other]: Pair = [hot, cold]): Promise<RawAnswer> {
  const [fast, slow] = await Promise.all([sendRaw(one.url, request), sendRaw(other.url, request)]);
  expect(isByExpress(slow)).toBe(slow.headers.size > 1);
  expect(comparable(fast)).toEqual(comparable(slow));
  return fast;
}

const ORDINARY = '{"context":{"userId":"bob","plan":"pro"}}';

describe('POST /api/config/evaluate without Express', () => {
  it.each<[string, () => RawRequest]>([
    ['without a key', () => post(ORDINARY)],
    ['for some flags', () => post('{"context":{"userId":"bob"},"flagKeys":["half","nothing","half"]}')],
    ['without a context', () => post('{}')],
    ['with a charset', () => post(ORDINARY, [['Content-Type', 'application/json; charset=UTF-8']])],
    ['in a named environment', () => post(ORDINARY, [], `${EVALUATE_PATH}?environment=development`)],
    ['with a server key', () => post(ORDINARY, [['Authorization', `Bearer ${secrets['staging']}`]])],
    [
      'from a page of a web key',
      () =>
        post(ORDINARY, [
          ['X-API-Key', `${secrets['web']}`],
          ['Origin', SHOP],
        ]),
    ],
    ['from a page that a setting lists', () => post(ORDINARY, [['Origin', INTRANET]])],
    ['from any other page', () => post(ORDINARY, [['Origin', 'https://other.example']])],
    ['with cookies of others', () => post(ORDINARY, [['Cookie', 'a=b; session=c']])],
  ])('answers a request %s', async (_name, request) => {
    const answer = await sendBoth(request());
    expect([answer.status, isByExpress(answer)]).toEqual([200, false]);
  });

  it('looks up an override of the user once by Express, then remembers it', async () => {
    const fetched = post('{"context":{"userId":"ann"},"flagKeys":["half"]}');
    await sendBoth(fetched);
    const answer = await sendBoth(fetched);
    expect([answer.body, isByExpress(answer)]).toEqual([expect.stringContaining('"OVERRIDE"'), false]);
  });

  it.each<[string, () => RawRequest]>([
    ['with an idempotency key', () => post(ORDINARY, [['Idempotency-Key', 'x'.repeat(300)]])],
    ['with a session', () => post(ORDINARY, [['Cookie', secrets['cookie'] ?? '']])],
    ['with a token', () => post(ORDINARY, [['Authorization', `Bearer ${secrets['token']}`]])],
    ['with a wrong key', () => post(ORDINARY, [['X-API-Key', 'srv_wrong']])],
    [
      'for another environment',
      () => post(ORDINARY, [['X-API-Key', `${secrets['server']}`]], `${EVALUATE_PATH}?environment=staging`),
    ],
    [
      'from a page that its key does not name',
      () =>
        post(ORDINARY, [
          ['X-API-Key', `${secrets['web']}`],
          ['Origin', INTRANET],
        ]),
    ],
    ['for explanations', () => post('{"explain":true}', [['X-API-Key', `${secrets['server']}`]])],
    ['that is compressed', () => post(gzipSync(ORDINARY), [['Content-Encoding', 'gzip']])],
    ['that is large', () => post(JSON.stringify({ context: { userId: 'x'.repeat(50_000) } }))],
    ['that is too large', () => post(JSON.stringify({ context: { userId: 'x'.repeat(150_000) } }))],
    ['that is too deep', () => post(`{"context":{"a":${'['.repeat(40)}${']'.repeat(40)}}}`)],
    ['with a byte order mark', () => post(`\ufeff${ORDINARY}`)],
    ['with an unknown member', () => post('{"context":{},"surprise":1}')],
    ['that is not JSON', () => post('{"context":')],
  ])('leaves a request %s to Express', async (_name, request) => {
    expect(isByExpress(await sendBoth(request()))).toBe(true);
  });

  it.each(PLACES)('gives the same answers as Express to all requests (13.10 at the %s)', async (place) => {
    const both: Pair = place === 'server' ? [hot, cold] : [hotEdge, coldEdge];
    const answers: RawAnswer[] = [];
    await fc.assert(
      fc.asyncProperty(
        anyEvaluationRequest(secrets, hot.url),
        async (request) => void answers.push(await sendBoth(request, both)),
      ),
      { numRuns: runs(400) },
    );
    const fast = answers.filter((answer) => answer.status === 200 && !isByExpress(answer));
    expect(fast.length).toBeGreaterThan(answers.length / 10);
    expect(answers.length - fast.length).toBeGreaterThan(answers.length / 10);
  });
});
