import { eventually } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { noServer, run } from '../test-run.ts';
import { startServer } from '../test-server.ts';
import { findProblems } from './checks.ts';
import type { Facts, Key } from './facts.ts';

const NOW = Date.parse('2026-11-21T06:00:00.000Z');
const HEALTHY = {
  url: 'https://flags.example.com/',
  version: '1.2.3',
  readiness: {
    status: 'ready',
    database: { kind: 'postgresql', ageMs: 300, isCurrent: true, lost: [] },
    clock: { offsetMs: 3, isTrusted: true },
  },
  now: NOW,
  aheadMs: 200,
  session: { name: 'ada', role: 'admin', roles: {}, reach: null },
  environments: [{ key: 'production', isProduction: true }],
  keys: [],
  unmapped: [],
  diagnostics: null,
  tls: { protocol: 'h2', certificateEndsAt: '2027-02-01T00:00:00.000Z' },
} satisfies Facts;
const { readiness } = HEALTHY;
const withDatabase = (database: Partial<NonNullable<Facts['readiness']['database']>>): Partial<Facts> => ({
  readiness: { ...readiness, database: { ...readiness.database, ...database } },
});
const aKey = (fields: Partial<Key>): Partial<Facts> => ({
  keys: [
    {
      ...{ id: '1', kind: 'server', name: 'api servers', environment: 'production', role: null, revokedAt: null },
      ...{ expiresAt: '2026-11-24T06:00:00.000Z', ...fields },
    },
  ],
});
const withUnmapped = (total: number): Partial<Facts> => ({
  unmapped: [
    {
      environment: 'production',
      items: total === 0 ? [] : [{ protocol: 'unleash', flagKey: 'checkout', why: 'Its hash is sha256.' }],
      total,
    },
  ],
});
const problemsOf = (facts: Partial<Facts>) => findProblems({ ...HEALTHY, ...facts }, { version: '1.2.3' });

describe('14.3 doctor', () => {
  it('finds nothing wrong with a healthy server', () => {
    expect(problemsOf({})).toEqual([]);
  });

  it.each<[string, Partial<Facts>, string, string]>([
    ['a server that loads', { readiness: { ...readiness, status: 'loading' } }, 'not ready: loading', 'curl https://'],
    ['a failed migration', withDatabase({ migration: { problem: 'x', remedy: 'grant a' } }), 'tables', "-c 'grant a'"],
    [
      'an edge without its server',
      { readiness: { status: 'ready', upstream: { url: 'http://up.test/', isCurrent: false } }, session: null },
      'does not reach the server that it follows, http://up.test/.',
      'curl -i http://up.test/healthz',
    ],
    ['a lost capability', withDatabase({ lost: ['writes'] }), 'does not provide writes', 'psql'],
    ['an old state', withDatabase({ isCurrent: false, ageMs: 9_000 }), '9 s ago', 'psql'],
    ['an embedded database of real users', withDatabase({ kind: 'pglite' }), 'embedded database', 'DATABASE_URL='],
    [
      'a wrong clock of the server',
      { readiness: { ...readiness, clock: { offsetMs: -4_000, isTrusted: false } } },
      'the server is 4 s behind',
      'timedatectl',
    ],
    ['a wrong clock here', { aheadMs: 60_000 }, 'this machine is 60 s ahead of', 'timedatectl'],
    ['another version', { version: '1.3.0' }, 'server is version 1.3.0', 'npx burgee@1.3.0'],
    ['no TLS', { url: 'http://flags.example.com/' }, 'not encrypted', 'burgee login --url https://flags.example.com/'],
    ['no session', { session: null }, 'not checked', 'burgee login'],
    ['a key that expires', aKey({}), '"api servers" of production expires in 3 days', "--name 'api servers'"],
    ['a key that has expired', aKey({ expiresAt: '2026-11-20T06:00:00.000Z' }), 'has expired', 'burgee keys create'],
    ['an admin key', aKey({ kind: 'admin', environment: null, role: 'editor' }), 'The admin key', '--role editor'],
    ['flags that an SDK does not get', withUnmapped(3), '3 flags do not reach', 'unmapped --environment production'],
    ['one such flag', withUnmapped(1), 'A flag does not reach', 'burgee connections unmapped'],
  ])('reports %s, with the cause and the command', (_, facts, problem, command) => {
    const [first, ...others] = problemsOf(facts);

    expect(others).toEqual([]);
    expect(first?.problem).toContain(problem);
    expect(first?.cause).toMatch(/\S/);
    expect(first?.command).toContain(command);
  });

  it.each<[string, Partial<Facts>]>([
    ['plain HTTP on the same machine', { url: 'http://localhost:4000/' }],
    ['plain HTTP without real users', { url: 'http://flags.example.com/', environments: [] }],
    [
      'an edge',
      { readiness: { status: 'ready', upstream: { url: 'http://up.test/', isCurrent: true } }, session: null },
    ],
    ['flags that all SDKs get', withUnmapped(0)],
    ['a revoked key', aKey({ revokedAt: '2026-11-20T06:00:00.000Z' })],
    ['a key that lasts', aKey({ expiresAt: '2027-11-20T06:00:00.000Z' })],
    ['a key without an end', aKey({ expiresAt: null })],
  ])('accepts %s', (_, facts) => {
    expect(problemsOf(facts)).toEqual([]);
  });
});

describe('14.3 burgee doctor', () => {
  let server: Awaited<ReturnType<typeof startServer>>;
  let surroundings: Parameters<typeof run>[1];
  beforeAll(async () => {
    server = await startServer();
    const database = async () => ((await (await fetch(`${server.url}/readyz`)).json()) as Facts['readiness']).database;
    await eventually(async () => expect(await database()).toMatchObject({ isCurrent: true, lost: [] }));
    const answer = await fetch(`${server.url}/version`);
    const now = Date.parse(answer.headers.get('Date') ?? '');
    const { version } = (await answer.json()) as { version: string };
    const settings = { BURGEE_URL: server.url, BURGEE_TOKEN: server.token };
    surroundings = { fetch, settings, now, version };
  });
  afterAll(() => server[Symbol.asyncDispose]());

  it('is 0 for a healthy server', async () => {
    const { status, printed, complaints } = await run(['doctor'], surroundings);

    expect([status, complaints]).toEqual([0, []]);
    expect(printed.join()).toMatch(/^Burgee \S+ at http:\S+ is ready, with PostgreSQL\. Keys checked: 0\.$/);
  });

  it('is 1 for a key that has expired', async () => {
    const inADay = new Date((surroundings?.now ?? 0) + 86_400_000).toISOString();
    await server.api.keys.create.mutate({ kind: 'web', environment: 'staging', name: 'shop', expiresAt: inADay });
    const { status, printed, complaints, fixes } = await run(['doctor', '--json'], surroundings);

    expect([status, complaints]).toEqual([1, ['1 problem found.']]);
    const { problems } = JSON.parse(printed.join()) as { problems: { command: string }[] };
    expect(fixes).toEqual([problems[0]?.command]);
    expect(fixes.join()).toMatch(/^burgee keys create --kind web --name shop --environment staging /);
  });

  it('checks what it can without a key', async () => {
    const { status, printed } = await run(['doctor'], { ...surroundings, settings: { BURGEE_URL: server.url } });

    expect(status).toBe(1);
    expect(printed.join()).toContain('Environments and keys were not checked.');
  });

  it('names what it did not check for a viewer', async () => {
    const expiresAt = new Date((surroundings?.now ?? 0) + 30 * 86_400_000).toISOString();
    const { secret } = await server.api.keys.create.mutate({ kind: 'admin', name: 'v', role: 'viewer', expiresAt });
    const settings = { BURGEE_URL: server.url, BURGEE_TOKEN: secret };
    const { status, printed } = await run(['doctor'], { ...surroundings, settings });
    expect(status).toBe(0);
    expect(printed.join()).toContain(
      '\nSettings, PostgreSQL, Redis and disk were not checked: that needs the role admin in every environment',
    );
  });

  it('is 3 if no server answers, and says what listens on the port', async () => {
    const { status, fixes, complaints } = await run(['doctor'], { respond: noServer });
    expect([status, fixes]).toEqual([3, ['curl -i http://flags.test/healthz']]);
    expect(complaints.join()).toContain('Nothing listens on port 80: it is stopped, or has another PORT.');
  });

  it.each([
    ['ENOTFOUND', 'The name flags.test does not exist.'],
    ['ETIMEDOUT', 'A firewall drops connections to port 80'],
    ['ERR_SSL_WRONG_VERSION_NUMBER', 'Port 80 speaks plain HTTP'],
    ['CERT_HAS_EXPIRED', 'The certificate is not valid'],
  ])('explains %s', async (code, sentence) => {
    const respond = () => Promise.reject(new TypeError('fetch failed', { cause: { code } }));
    expect((await run(['doctor'], { respond })).complaints.join()).toContain(sentence);
  });
});
