import { appRouter } from '@burgee/api';
import { HOUR_MS, Role } from '@burgee/contracts';
import { once } from 'node:events';
import { Agent, type IncomingMessage, request } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { ROUTES, ROWS } from './rest/routes.ts';
import { startTestServer, type TestServer } from './test-server.ts';

/**
 * A1: every procedure and route is called by every kind of caller, in the server's own environment and in another one.
 * The list comes from the router and the table of routes; the required roles are repeated here, so that a wrong
 * permission is noticed.
 */

/** The least role required. With `everywhere`, roles in single environments do not count. */
type Least = Role | `${Role} everywhere`;

const LEAST: Record<string, Least> = {
  'flags.list': 'viewer',
  'flags.table': 'viewer',
  'flags.tags': 'viewer',
  'flags.get': 'viewer',
  'flags.usage': 'viewer',
  'flags.usageSummary': 'viewer',
  'flags.unleash': 'viewer',
  'flags.convertToUnleash': 'editor',
  'flags.create': 'editor',
  'flags.update': 'editor',
  'flags.setEnabled': 'editor',
  'flags.archive': 'editor',
  'flags.restore': 'editor',
  'flags.delete': 'editor',
  'flags.bulk': 'editor',
  'flags.revert': 'editor',
  'flags.release': 'editor',
  'segments.list': 'viewer',
  'segments.get': 'viewer',
  'connections.list': 'viewer',
  'connections.unmapped': 'viewer',
  'segments.usage': 'viewer',
  'segments.create': 'editor',
  'segments.update': 'editor',
  'segments.delete': 'editor',
  'segments.revert': 'editor',
  'overrides.list': 'viewer',
  'overrides.forFlag': 'viewer',
  'overrides.forUser': 'viewer',
  'overrides.resolve': 'viewer',
  'overrides.setUser': 'editor',
  'overrides.removeUser': 'editor',
  'overrides.setUsers': 'editor',
  'overrides.removeUsers': 'editor',
  'overrides.revertUsers': 'editor',
  'overrides.setGlobal': 'editor',
  'overrides.removeGlobal': 'editor',
  'overrides.setEmergency': 'admin',
  'overrides.removeEmergency': 'admin',
  'overrides.setTesting': 'editor',
  'overrides.removeTesting': 'editor',
  'overrides.createLink': 'editor',
  'environments.list': 'viewer everywhere',
  'environments.get': 'viewer',
  'environments.changes': 'viewer everywhere',
  'environments.create': 'admin everywhere',
  'environments.update': 'admin',
  'environments.invalidateCache': 'admin',
  'environments.exportFile': 'viewer',
  'environments.planFile': 'viewer',
  'environments.applyFile': 'editor',
  'unleash.plan': 'viewer everywhere',
  'unleash.import': 'editor everywhere',
  'evaluation.explain': 'viewer',
  'evaluation.explainAll': 'viewer',
  'evaluation.explainContexts': 'viewer',
  'audit.list': 'viewer',
  'audit.actorName': 'viewer everywhere',
  'audit.verify': 'viewer everywhere',
  'keys.list': 'admin',
  'keys.create': 'admin',
  'keys.update': 'admin',
  'keys.rotate': 'admin',
  'keys.endPrevious': 'admin',
  'keys.revoke': 'admin',
  'diagnostics.get': 'admin everywhere',
  'people.list': 'admin everywhere',
  'people.invite': 'admin everywhere',
  'people.change': 'admin everywhere',
  'people.createPasswordLink': 'admin everywhere',
  'people.disable': 'admin everywhere',
  'people.enable': 'admin everywhere',
  'people.invitations': 'admin everywhere',
  'people.revokeInvitation': 'admin everywhere',
};

/**
 * Open without credentials in the server's own environment while evaluation is public. A key is limited to its own
 * environment.
 */
const EVALUATION: Record<string, object> = {
  'evaluation.evaluate': { context: {}, flagKey: 'none' },
  'evaluation.evaluateAll': { context: {} },
  'evaluation.changes': {},
  'overrides.forSession': { sessionId: 's' },
  'overrides.setSession': { sessionId: 's', overrides: [] },
  'overrides.clearSession': { sessionId: 's' },
  'get /api/config/flags': {},
  'post /api/config/flags': { context: {} },
  'get /api/config/flags/:flagKey': {},
  'post /api/config/evaluate': { context: {} },
  'get /api/config/stream': {},
  'get /ofrep/v1/events': {},
  'post /ofrep/v1/evaluate/flags': { context: {} },
  'post /ofrep/v1/evaluate/flags/:key': { context: {} },
};
const FLAGD = 'get /flagd/:environment.json';

/** Only for a server key, in its own environment: rulesets reveal who is targeted, and lists of keys their names. */
const FOLLOWING: Record<string, object> = {
  'get /api/sync/ruleset': {},
  'get /api/sync/keys': {},
  'get /api/sync/stream': {},
  'post /api/sync/overrides': { ids: [{ type: 'user', id: 'ada' }] },
  'get /openfeature/v0/manifest': {},
  [FLAGD]: {},
  'post /api/sync/usage': { sdk: { name: 'test', version: '1', instance: 'a' }, counts: [] },
};
/** Open to everyone: they identify the caller, or sign someone in by a link. */
const OPEN = [
  'session.me',
  'session.signInOptions',
  'session.invitation',
  'session.exchange',
  'session.startLogin',
  'session.pollLogin',
  'session.join',
  'session.passwordLink',
  'session.setPassword',
  // They let in people with a session alone, after their input is parsed.
  'session.waitingLogin',
  'session.approveLogin',
  'session.denyLogin',
];

/** A row of REST requires what the procedure of the same use case requires. */
for (const { method, path, useCase } of ROWS) {
  const name = `${method} ${path}`;
  if (OPEN.includes(useCase.name)) OPEN.push(name);
  for (const table of [LEAST, EVALUATION]) {
    const required = table[useCase.name];
    if (required !== undefined) Object.assign(table, { [name]: required });
  }
}

const OWN = 'development';
const OTHER = 'staging';
const PLACES = [OWN, OTHER] as const;

type Access =
  | { readonly kind: 'nobody' }
  | { readonly kind: 'wrong' }
  | { readonly kind: 'session'; readonly role: Role; readonly roles?: Record<string, Role>; readonly reach?: string[] }
  | { readonly kind: 'server' | 'web'; readonly environment: string };

/** A kind of caller, with the headers of its requests. */
type Asker = { readonly name: string; readonly access: Access; readonly headers: Record<string, string> };

const agent = new Agent({ keepAlive: true });
let burgee: TestServer;
let askers: Asker[];
beforeAll(async () => {
  burgee = await startTestServer({
    settings: { LIMIT_EVALUATIONS: '0', LIMIT_WRITES: '0', LIMIT_STREAMS: '0', LIMIT_SIGN_INS: '0', LOG_LEVEL: 'warn' },
  });
  askers = await allAskers();
});
afterAll(() => {
  agent.destroy();
  return burgee[Symbol.asyncDispose]();
});

async function mutate(path: string, input: object): Promise<unknown> {
  const { status, body } = await burgee.request(`/trpc/${path}`, { as: 'admin', body: input });
  if (status !== 200) throw new Error(`${path} was refused: ${JSON.stringify(body)}`);
  return (body as { result: { data: unknown } }).result.data;
}

async function newKey(input: object): Promise<Record<string, string>> {
  const { secret } = (await mutate('keys.create', { name: JSON.stringify(input).slice(0, 90), ...input })) as {
    secret: string;
  };
  return { Authorization: `Bearer ${secret}` };
}

async function allAskers(): Promise<Asker[]> {
  const expiresAt = new Date(Date.now() + HOUR_MS).toISOString();
  const found: Asker[] = [
    { name: 'nobody', access: { kind: 'nobody' }, headers: {} },
    { name: 'a wrong token', access: { kind: 'wrong' }, headers: { Authorization: 'Bearer a.b.c' } },
    { name: 'a wrong key', access: { kind: 'wrong' }, headers: { 'X-API-Key': `srv_${'x'.repeat(43)}` } },
  ];
  for (const role of Role.options) {
    const token = await burgee.server.tokens.issue(`${role}@example.org`, role, '1h');
    const headers = { Authorization: `Bearer ${token}` };
    found.push({ name: `${role}, by token`, access: { kind: 'session', role }, headers });
    for (const reach of [undefined, [OWN], [OTHER]]) {
      const headers = await newKey({ kind: 'admin', role, expiresAt, reach: reach ?? null });
      const name = `${role}, by a key for ${reach?.join() ?? 'all environments'}`;
      found.push({ name, access: { kind: 'session', role, ...(reach && { reach }) }, headers });
    }
  }
  for (const kind of ['server', 'web'] as const) {
    for (const environment of PLACES) {
      const headers = await newKey({ kind, environment });
      found.push({ name: `a ${kind} key of ${environment}`, access: { kind, environment }, headers });
    }
  }
  return found;
}

/** Open to the browser that started the session, and to callers who may see overrides. */
const OF_ONE_SESSION = namesOf('overrides.forSession', 'overrides.clearSession');
const EXPLAINING = namesOf('evaluation.explain', 'evaluation.explainAll', 'evaluation.explainContexts');

/** Returns the names of use cases over tRPC and REST. */
function namesOf(...names: string[]): string[] {
  const rows = ROWS.filter(({ useCase }) => names.includes(useCase.name));
  return [...names, ...rows.map(({ method, path }) => `${method} ${path}`)];
}

/** The result before the input is checked: `in`, or the status of the refusal. */
type Outcome = 'in' | 401 | 403;

function expected(access: Access, path: string, place: string): Outcome {
  if (OPEN.includes(path)) return 'in';
  if (access.kind === 'wrong') return 401;
  if (path in EVALUATION) {
    const outcome = expectedOfEvaluation(access, place);
    // No caller here sends the token of the session.
    const isStranger = access.kind === 'nobody' || access.kind === 'web';
    return outcome === 'in' && isStranger && OF_ONE_SESSION.includes(path) ? 403 : outcome;
  }
  if (access.kind === 'nobody') return 401;
  // It does not exist under the name of another environment.
  if (path === FLAGD && access.kind === 'server') return 'in';
  if (path in FOLLOWING) return access.kind === 'server' && access.environment === place ? 'in' : 403;
  if (access.kind !== 'session') {
    return EXPLAINING.includes(path) && access.kind === 'server' && access.environment === place ? 'in' : 403;
  }
  const [least, everywhere] = (LEAST[path] ?? '').split(' ') as [Role, string?];
  const { role, roles = {}, reach } = access;
  if (reach && (everywhere || !reach.includes(place))) return 403;
  const has = everywhere ? role : (roles[place] ?? role);
  return Role.options.indexOf(has) >= Role.options.indexOf(least) ? 'in' : 403;
}

function expectedOfEvaluation(access: Access, place: string): Outcome {
  if (access.kind === 'nobody') return place === OWN ? 'in' : 401;
  if (access.kind === 'session') return !access.reach || access.reach.includes(place) ? 'in' : 403;
  return access.kind !== 'wrong' && access.environment === place ? 'in' : 403;
}

/** An input with the environment; the rest is invalid unless the procedure is open. */
function inputOf(path: string, place: string): object {
  const field = path.startsWith('environments.') ? 'key' : 'environment';
  return { [field]: place, ...(EVALUATION[path] ?? { nonsense: true }) };
}

async function ask({ headers }: Asker, path: string, place: string): Promise<Outcome> {
  const { status } = path.includes(' ')
    ? await askRoute(headers, path, place)
    : await askProcedure(headers, path, place);
  // Otherwise, a mistake in the test would look like a refusal.
  expect(status, `${path} does not exist`).not.toBe(405);
  expect(status, path).toBeLessThan(500);
  return status === 401 || status === 403 ? status : 'in';
}

async function askProcedure(headers: Record<string, string>, path: string, place: string) {
  const input = JSON.stringify(inputOf(path, place));
  if (procedures[path]?._def.type === 'subscription') {
    return askStream(headers, `${path}?input=${encodeURIComponent(input)}`);
  }
  return send('POST', `/trpc/${path}`, headers, input);
}

/** A stream always opens; a refusal is its first event. */
async function askStream(headers: Record<string, string>, path: string): Promise<{ status: number }> {
  const response = await fetch(`${burgee.url}/trpc/${path}`, { headers });
  let text = '';
  for await (const chunk of response.body ?? []) {
    text += Buffer.from(chunk).toString();
    if (/"version"|"httpStatus"/.test(text)) break;
  }
  return { status: Number(/"httpStatus":(\d+)/.exec(text)?.[1] ?? 200) };
}

async function askRoute(headers: Record<string, string>, path: string, place: string) {
  const [method = '', template = ''] = path.split(' ');
  const fields: object = EVALUATION[path] ?? FOLLOWING[path] ?? { nonsense: true };
  // Only its body says whether a key has an environment.
  const body = path === 'post /api/admin/keys' ? { ...fields, environment: place } : fields;
  const isInQuery = method === 'get' || method === 'delete';
  const url = template.replace(':environment', place).replace(/:\w+/g, 'x');
  const query = { ...(!template.includes(':environment') && { environment: place }), ...(isInQuery && fields) };
  const search = new URLSearchParams(query as Record<string, string>).toString();
  return send(method.toUpperCase(), `${url}?${search}`, headers, isInQuery ? undefined : JSON.stringify(body));
}

/** Unlike `fetch`, which takes as long as the server. */
async function send(method: string, path: string, headers: Record<string, string>, body?: string) {
  const type = body !== undefined && { 'Content-Type': 'application/json' };
  const asked = request(burgee.url + path, { method, headers: { ...headers, ...type }, agent }).end(body);
  const [response] = (await once(asked, 'response')) as [IncomingMessage];
  if (response.headers['content-type']?.startsWith('text/event-stream')) response.destroy();
  else await response.resume().toArray();
  return { status: response.statusCode ?? 0 };
}

type Procedures = Record<string, { _def: { type: string; meta?: { permission?: string } } }>;
const procedures = appRouter._def.procedures as unknown as Procedures;
const routes = [
  ...ROUTES.map(({ method, path }) => ({ isChange: false, name: `${method} ${path}`, permission: undefined })),
  ...ROWS.map(({ method, path, useCase: { access, kind } }) => ({
    isChange: kind === 'mutation',
    name: `${method} ${path}`,
    permission: access.kind === 'open' ? undefined : access.permission,
  })),
];

describe('A1 the table of roles', () => {
  it('lists exactly the existing procedures and routes', () => {
    const all = [...Object.keys(procedures), ...routes.map(({ name }) => name)];
    expect(all.toSorted()).toEqual(
      [...Object.keys(LEAST), ...Object.keys(EVALUATION), ...Object.keys(FOLLOWING), ...OPEN].toSorted(),
    );
  });

  it('matches the permissions: everything that is not open requires one', () => {
    const guarded = [
      ...Object.entries(procedures).flatMap(([path, { _def }]) => (_def.meta?.permission ? [path] : [])),
      ...routes.flatMap(({ name, permission }) => (permission ? [name] : [])),
    ];
    expect(guarded.toSorted()).toEqual(Object.keys(LEAST).toSorted());
  });

  it('lets viewers change nothing', () => {
    const changing = [
      ...Object.entries(procedures).flatMap(([path, { _def }]) => (_def.type === 'mutation' ? [path] : [])),
      ...routes.flatMap(({ name, isChange }) => (isChange ? [name] : [])),
    ].filter((path) => path in LEAST);
    expect(changing.length).toBeGreaterThan(30);
    for (const path of changing) expect([path, LEAST[path]]).not.toContain('viewer');
  });

  it.each([...Object.keys(LEAST), ...Object.keys(EVALUATION), ...Object.keys(FOLLOWING), ...OPEN])(
    '%s',
    async (path) => {
      const wrong: unknown[] = [];
      for (const place of PLACES) {
        for (const asker of askers) {
          const [is, should] = [await ask(asker, path, place), expected(asker.access, path, place)];
          if (is !== should) wrong.push({ who: asker.name, place, is, should });
        }
      }
      expect(wrong).toEqual([]);
    },
  );

  it('had no effect on flags during all calls', async () => {
    const { body } = await burgee.request('/api/admin/audit?limit=500&type=flag', { as: 'admin' });
    const actors = (body as { items: { actor: string }[] }).items.map(({ actor }) => actor);
    expect(new Set(actors)).toEqual(new Set(['system']));
  });
});
