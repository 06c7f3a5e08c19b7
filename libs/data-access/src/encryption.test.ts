import { certificatePaths, type Postgres, runSql, startPostgres } from '@burgee/testing';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openUrl } from './test-database.ts';

const { root, otherRoot, clientCert, clientKey } = certificatePaths();
const TIMEOUTS = { connectMs: 5_000, requestMs: 5_000, loadMs: 5_000 };

/** The users are named after what the server requires of their connections. */
const RULES = [
  'hostssl all app 127.0.0.1/32 cert',
  'host all app 127.0.0.1/32 reject',
  'hostnossl all plain 127.0.0.1/32 trust',
  'host all plain 127.0.0.1/32 reject',
  'hostssl all secure 127.0.0.1/32 trust',
  'host all secure 127.0.0.1/32 reject',
];

let encrypted: Postgres;
let plain: Postgres;
beforeAll(async () => {
  [encrypted, plain] = await Promise.all([
    startPostgres({ isEncrypted: true, authentication: RULES }),
    startPostgres(),
  ]);
  for (const role of ['app', 'plain', 'secure']) await runSql(encrypted.url, `create role ${role} login`);
});
afterAll(async () => {
  await Promise.all([encrypted[Symbol.asyncDispose](), plain[Symbol.asyncDispose]()]);
});

type Parameters = Readonly<Record<string, string>>;

/** Returns how all pools connect with these parameters: 'TLS', 'clear', or the reason for the failure. */
async function connectTo(server: Postgres, parameters: Parameters, { user = 'postgres', host = '127.0.0.1' } = {}) {
  const url = new URL(server.url);
  url.username = user;
  url.hostname = host;
  url.search = String(new URLSearchParams(parameters));
  await using database = await openUrl(url.href, TIMEOUTS);
  const sql = 'select ssl from pg_stat_ssl where pid = pg_backend_pid()';
  const describeTls = (ssl: unknown) => (ssl ? 'TLS' : 'clear');
  const results = await Promise.allSettled([
    database.query(sql, []).then(({ rows: [row] }) => describeTls(row?.['ssl'])),
    database.read((em) => em.execute<{ ssl: boolean }[]>(sql)).then(([row]) => describeTls(row?.ssl)),
    database.write((em) => em.execute<{ ssl: boolean }[]>(sql)).then(([row]) => describeTls(row?.ssl)),
  ]);
  const found = results.map((result) =>
    result.status === 'fulfilled' ? result.value : ((result.reason as Error).cause as Error).message,
  );
  expect(new Set(found).size, found.join()).toBe(1);
  return found[0];
}

const UNTRUSTED = /self-signed certificate in certificate chain|unable to verify the first certificate/;
const NO_TLS = /The server does not support SSL connections/;

describe('10.14 sslmode on a server with TLS, as libpq documents it', () => {
  it.each<[string, Parameters, string | RegExp]>([
    ['disable', {}, 'clear'],
    ['allow', {}, 'clear'],
    ['prefer', {}, 'TLS'],
    ['prefer', { sslrootcert: root }, 'TLS'],
    // Given a root certificate, the chain is verified; that fails, so the next attempt is unencrypted.
    ['prefer', { sslrootcert: otherRoot }, 'clear'],
    ['require', {}, 'TLS'],
    ['require', { sslrootcert: root }, 'TLS'],
    ['require', { sslrootcert: otherRoot }, UNTRUSTED],
    ['no-verify', { sslrootcert: otherRoot }, 'TLS'],
    ['verify-ca', { sslrootcert: root }, 'TLS'],
    ['verify-ca', { sslrootcert: otherRoot }, UNTRUSTED],
    ['verify-full', { sslrootcert: root }, /Hostname\/IP does not match certificate's altnames/],
    ['verify-full', { sslrootcert: 'system' }, UNTRUSTED],
    ['verify-full', {}, UNTRUSTED],
    ['require', { uselibpqcompat: 'true' }, 'TLS'],
  ])('%s %j', async (sslmode, parameters, expected) => {
    expect(await connectTo(encrypted, { sslmode, ...parameters })).toMatch(expected);
  });

  it('verify-full accepts the name in the certificate', async () => {
    const parameters = { sslmode: 'verify-full', sslrootcert: root };
    expect(await connectTo(encrypted, parameters, { host: 'localhost' })).toBe('TLS');
  });

  it('a root certificate without a mode verifies the chain and the name', async () => {
    expect(await connectTo(encrypted, { sslrootcert: root }, { host: 'localhost' })).toBe('TLS');
    expect(await connectTo(encrypted, { sslrootcert: root })).toMatch('does not match');
  });

  it('without a parameter nothing is encrypted', async () => {
    expect(await connectTo(encrypted, {})).toBe('clear');
  });

  it.each<[string, string, string | RegExp]>([
    ['allow', 'secure', 'TLS'],
    ['prefer', 'secure', 'TLS'],
    ['disable', 'secure', /^pg_hba\.conf rejects connection .* no encryption \(28000\)$/],
    ['allow', 'plain', 'clear'],
    ['prefer', 'plain', 'clear'],
    ['require', 'plain', /^pg_hba\.conf rejects connection .* SSL encryption \(28000\)$/],
  ])('%s for a user whose connections must be %s', async (sslmode, user, expected) => {
    expect(await connectTo(encrypted, { sslmode }, { user })).toMatch(expected);
  });

  it('a client certificate signs its user in', async () => {
    const own = { sslmode: 'require', sslcert: clientCert, sslkey: clientKey };
    expect(await connectTo(encrypted, own, { user: 'app' })).toBe('TLS');
    expect(await connectTo(encrypted, { sslmode: 'require' }, { user: 'app' })).toMatch(/certificate/);
  });

  it('both reasons are reported if neither attempt succeeds', async () => {
    const failed = await connectTo(encrypted, { sslmode: 'prefer' }, { user: 'app' });
    expect(failed).toMatch(/certificate.*; pg_hba\.conf rejects connection .* no encryption/);
  });
});

describe('10.14 sslmode on a server without TLS, as libpq documents it', () => {
  it.each<[string, Parameters, string | RegExp]>([
    ['disable', {}, 'clear'],
    ['allow', {}, 'clear'],
    ['prefer', {}, 'clear'],
    ['prefer', { sslrootcert: root }, 'clear'],
    ['require', {}, NO_TLS],
    ['verify-ca', { sslrootcert: root }, NO_TLS],
    ['verify-full', {}, NO_TLS],
  ])('%s %j', async (sslmode, parameters, expected) => {
    expect(await connectTo(plain, { sslmode, ...parameters })).toMatch(expected);
  });

  it.each(['allow', 'prefer'])('%s migrates, listens, and reconnects after a restart', async (sslmode) => {
    await using database = await openUrl(`${plain.url}?sslmode=${sslmode}`, TIMEOUTS);
    await database.migrate();
    const stop = database.listen(() => undefined);
    await expect.poll(() => database.reach().notifications).toBe(true);
    await plain.stop();
    await expect(database.query('select 1', [])).rejects.toMatchObject({
      cause: { message: expect.stringMatching(/^connect ECONNREFUSED|terminated|administrator/) },
    });
    await plain.start();
    await expect.poll(() => database.query('select 1', []).catch(() => undefined)).toBeDefined();
    await stop();
  });
});
