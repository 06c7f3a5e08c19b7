import { afterAll, beforeAll, expect, it } from 'vitest';
import { startServer } from '../test-server.ts';
import { send, startDev, type TestDev } from './test-dev.ts';

// Applications must see no difference between burgee dev and a server.

let dev: TestDev;
let server: Awaited<ReturnType<typeof startServer>>;
let serverKey: string;
beforeAll(async () => {
  [dev, server] = await Promise.all([startDev(), startServer()]);
  const rollout = { schedule: { kind: 'fixed' as const, percentage: 100 } };
  await server.api.flags.create.mutate({ environment: 'development', key: 'new-checkout', rollout });
  const key = { kind: 'server', environment: 'development', name: 'k' } as const;
  serverKey = (await server.api.keys.create.mutate(key)).secret;
});
afterAll(async () => {
  await Promise.all([dev?.[Symbol.asyncDispose](), server?.[Symbol.asyncDispose]()]);
});

const post = (body: unknown) => ({ method: 'POST', body });
const session = { sessionId: 'tab-1', overrides: [{ flagKey: 'new-checkout', value: 'on' }] };

it.each<[string, Parameters<typeof send>[2]]>([
  ['/api/config/evaluate', post({ context: { userId: 'ann' }, flagKeys: ['new-checkout', 'zzz'] })],
  ['/api/config/evaluate', post({ context: { userId: 5 }, flagKeys: ['new-checkout'] })],
  ['/api/config/evaluate', post({ contexts: {} })],
  ['/api/config/evaluate', post('text')],
  ['/api/config/evaluate?environment=nowhere', post({})],
  ['/api/config/evaluate', post({ explain: true })],
  ['/api/config/evaluate', { method: 'POST' }],
  ['/api/config/evaluate', { method: 'POST', headers: { 'Content-Type': 'text/plain' }, body: {} }],
  ['/api/config/flags/new-checkout', {}],
  ['/api/config/flags/new-checkuot', {}],
  ['/api/config/flags/%zz', {}],
  ['/api/config/session-overrides', post(session)],
  ['/api/config/session-overrides', post({ overrides: [{ flagKey: 'new-checkout', value: 'purple' }] })],
  ['/api/config/session-overrides', post({ overrides: [{ flagKey: 'zzz', value: true }] })],
  ['/api/sync/ruleset', {}],
  ['/api/sync/stream', {}],
  ['/api/sync/overrides', post({ ids: [] })],
  ['/api/nothing', {}],
])('14.8 burgee dev answers %s with %j as a server does', async (path, request) => {
  const [one, other] = await Promise.all([dev, server].map(async ({ url }) => shapeOf(await send(url, path, request))));
  expect(one).toEqual(other);
});

it.each<[string, Parameters<typeof send>[2]]>([
  ['/api/sync/overrides', post({ ids: [] })],
  ['/api/sync/overrides', post({ ids: [{ type: 'user', id: 'ann' }] })],
  ['/api/sync/usage', post({ sdk: { name: 'a', version: '1', instance: 'b' }, counts: [] })],
  ['/api/sync/usage', post({ counts: [] })],
  ['/api/sync/ruleset?environment=production', {}],
  ['/api/config/evaluate', post({ explain: true, flagKeys: ['zzz'] })],
])('14.8 burgee dev answers %s with %j and a server key as a server does', async (path, request) => {
  const headers = { Authorization: `Bearer ${serverKey}` };
  const asked = { ...request, headers };
  const [one, other] = await Promise.all([dev, server].map(async ({ url }) => shapeOf(await send(url, path, asked))));
  expect(one).toEqual(other);
});

/** An answer without what differs from server to server. */
async function shapeOf(response: Response): Promise<object> {
  const text = await response.text();
  const body = text.startsWith('{') ? (JSON.parse(text) as Record<string, unknown>) : { text };
  const { version: _, requestId: _id, type: _type, origin: _origin, token: _token, ...rest } = body;
  const fields = JSON.stringify(rest)
    .replaceAll(/"expiresAt":"[^"]+"/g, '"expiresAt":"..."')
    .replaceAll(/"existing":\[[^\]]*\]/g, '"existing":[]')
    .replaceAll(/"version":\d+,?/g, '');
  return { status: response.status, type: response.headers.get('Content-Type'), fields };
}
