import { certificatePaths, runs } from '@burgee/testing';
import { randomBytes } from 'node:crypto';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { isEdge, readSettings, SETTINGS, type Settings, SettingsError } from './env.ts';

const SECRET = 'Jx0pV7mQ2tY9bL4wR6nK1sD8fG3hZ5cA';

/** Without TRUST_PROXY, whose function cannot be compared. */
const plain = ({ TRUST_PROXY: _trust, ...settings }: Settings) => settings;

describe('settings', () => {
  it('have defaults for a first start', () => {
    expect(readSettings({})).toEqual({
      NODE_ENV: 'development',
      HOST: '0.0.0.0',
      PORT: 4000,
      BURGEE_MODE: 'server',
      BURGEE_MCP: 'read',
      DATA_DIR: '.data',
      BURGEE_ENVIRONMENT: 'development',
      PUBLIC_EVALUATION: true,
      DEMO: true,
      OIDC_NAME: 'single sign-on',
      CORS_ORIGINS: [],
      TRUST_PROXY: expect.any(Function),
      LIMIT_EVALUATIONS: 12_000,
      LIMIT_WRITES: 600,
      LIMIT_SIGN_INS: 30,
      LIMIT_STREAMS: 3_000,
      STREAMS_PER_CLIENT: 2_000,
      STREAMS_MAX: 5_000,
      BODY_LIMIT_BYTES: 1_000_000,
      REQUEST_TIMEOUT_MS: 30_000,
      DATABASE_CONNECT_TIMEOUT_MS: 1_500,
      DATABASE_REQUEST_TIMEOUT_MS: 1_800,
      DATABASE_LOAD_TIMEOUT_MS: 15_000,
      VERSION_POLL_MS: 1_000,
      JANITOR_INTERVAL_MS: 60_000,
      AUDIT_CHECKPOINT_INTERVAL_MS: 3_600_000,
      SHUTDOWN_DRAIN_MS: 5_000,
      SHUTDOWN_TIMEOUT_MS: 10_000,
    });
  });

  it('turn the demo off in production, unless DEMO is set', () => {
    const inProduction = { NODE_ENV: 'production', AUTH_SECRET: SECRET };
    expect(readSettings(inProduction).DEMO).toBe(false);
    expect(readSettings({ ...inProduction, DEMO: 'true' }).DEMO).toBe(true);
    expect(readSettings({ DEMO: 'false' }).DEMO).toBe(false);
  });

  it('are read from text', () => {
    const settings = readSettings({
      PORT: '8080',
      PUBLIC_EVALUATION: 'off',
      CORS_ORIGINS: 'https://a.example, https://b.example,',
    });

    expect(settings).toMatchObject({
      PORT: 8080,
      PUBLIC_EVALUATION: false,
      CORS_ORIGINS: ['https://a.example', 'https://b.example'],
    });
  });

  it.each([
    [{}, 'development'],
    [{ NODE_ENV: 'production', AUTH_SECRET: SECRET }, 'production'],
    [{ NODE_ENV: 'production', AUTH_SECRET: SECRET, BURGEE_ENVIRONMENT: 'staging' }, 'staging'],
  ])('%o mean the environment %s', (variables, environment) => {
    expect(readSettings(variables).BURGEE_ENVIRONMENT).toBe(environment);
  });

  it('10.16 refuse DATABASE_URL without NODE_ENV, whose default prints an admin token', () => {
    const DATABASE_URL = 'postgres://localhost/burgee';
    expect(problemsOf({ DATABASE_URL })).toEqual([
      'NODE_ENV: is required with DATABASE_URL; set NODE_ENV=production, or development to print an admin token',
    ]);
    expect(problemsOf({ DATABASE_URL, NODE_ENV: 'production' })).toEqual([
      'AUTH_SECRET: is required with NODE_ENV=production',
    ]);
    for (const NODE_ENV of ['development', 'test']) {
      expect(readSettings({ DATABASE_URL, NODE_ENV })).toMatchObject({ NODE_ENV, BURGEE_ENVIRONMENT: 'development' });
    }
  });

  describe('13.10 of an edge', () => {
    const edge = { BURGEE_MODE: 'edge', UPSTREAM_URL: 'https://flags.example.com', UPSTREAM_KEY: 'srv_abc-1_x' };

    it('are three, even in production', () => {
      for (const NODE_ENV of [undefined, 'development', 'production']) {
        const settings = readSettings({ ...edge, NODE_ENV });
        expect(isEdge(settings)).toBe(true);
        expect(settings).toMatchObject(edge);
      }
      expect(isEdge(readSettings({ BURGEE_MODE: 'server' }))).toBe(false);
    });

    it('are required together, and have no effect alone', () => {
      expect(problemsOf({ BURGEE_MODE: 'edge' })).toEqual([
        'UPSTREAM_URL: is required with BURGEE_MODE=edge',
        'UPSTREAM_KEY: is required with BURGEE_MODE=edge',
      ]);
      expect(problemsOf({ ...edge, BURGEE_MODE: '' })).toEqual([
        'UPSTREAM_URL: has no effect without BURGEE_MODE=edge',
        'UPSTREAM_KEY: has no effect without BURGEE_MODE=edge',
      ]);
    });

    it.each([
      ['DATABASE_URL', 'postgres://localhost/burgee'],
      ['DATABASE_LOAD_TIMEOUT_MS', '1'],
      ['AUTH_SECRET', SECRET],
      ['AUTH_JWT_SECRET', SECRET],
      ['OIDC_ISSUER', 'https://login.example.com'],
      ['DEMO', 'true'],
      ['FLAGD_SYNC_PORT', '8015'],
      ['JANITOR_INTERVAL_MS', '1'],
    ])('exclude %s, which needs a database or people', (name, value) => {
      expect(problemsOf({ ...edge, [name]: value })).toEqual([`${name}: has no effect with BURGEE_MODE=edge`]);
    });

    it('exclude an environment: it is that of the key', () => {
      expect(problemsOf({ ...edge, BURGEE_ENVIRONMENT: 'staging' })).toEqual([
        'BURGEE_ENVIRONMENT: has no effect with BURGEE_MODE=edge: the environment is that of UPSTREAM_KEY',
      ]);
    });

    it.each([
      [{ UPSTREAM_KEY: 'web_abc' }, 'UPSTREAM_KEY: use a server key, srv_...'],
      [{ UPSTREAM_URL: 'flags.example.com' }, 'UPSTREAM_URL: use a URL like https://flags.example.com'],
      [{ UPSTREAM_URL: 'https://a:b@flags.example.com' }, 'UPSTREAM_URL: use a URL without a user, ? and #'],
      [{ UPSTREAM_URL: 'https://flags.example.com/?a=b' }, 'UPSTREAM_URL: use a URL without a user, ? and #'],
    ])('are refused if they could never work: %o', (variables, problem) => {
      expect(problemsOf({ ...edge, ...variables })).toEqual([problem]);
    });
  });

  it('that are empty count as unset', () => {
    expect(plain(readSettings({ PORT: '', DATABASE_URL: '', AUTH_SECRET: '', CORS_ORIGINS: '' }))).toEqual(
      plain(readSettings({})),
    );
  });

  it('that are invalid are all reported at once', () => {
    const problems = problemsOf({
      PORT: '65536',
      NODE_ENV: 'development',
      DATABASE_URL: 'mysql://localhost/burgee',
      BURGEE_ENVIRONMENT: 'Production',
      PUBLIC_EVALUATION: 'perhaps',
      VERSION_POLL_MS: '0',
    });

    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'PORT',
      'DATABASE_URL',
      'BURGEE_ENVIRONMENT',
      'PUBLIC_EVALUATION',
      'VERSION_POLL_MS',
    ]);
  });

  it('15.4 of the port for flagd are a certificate and its key, in PEM format', async () => {
    const { serverCert, serverKey } = certificatePaths();
    const [FLAGD_TLS_CERT, FLAGD_TLS_KEY] = await Promise.all(
      [serverCert, serverKey].map((path) => readFile(path, 'utf8')),
    );
    expect(problemsOf({ FLAGD_SYNC_PORT: '8015', FLAGD_TLS_CERT, FLAGD_TLS_KEY })).toEqual([]);
    expect(problemsOf({ FLAGD_SYNC_PORT: '8015', FLAGD_TLS_CERT })).toEqual([
      'FLAGD_TLS_KEY: is required with FLAGD_TLS_CERT',
    ]);
    expect(problemsOf({ FLAGD_TLS_CERT, FLAGD_TLS_KEY })).toEqual([
      'FLAGD_TLS_CERT: has no effect without FLAGD_SYNC_PORT',
      'FLAGD_TLS_KEY: has no effect without FLAGD_SYNC_PORT',
    ]);
    expect(problemsOf({ FLAGD_SYNC_PORT: '8015', FLAGD_TLS_CERT: 'x', FLAGD_TLS_KEY: 'x' })).toEqual([
      'FLAGD_TLS_CERT: use the text of a certificate, in PEM format',
      'FLAGD_TLS_KEY: use the text of a private key without a password, in PEM format',
    ]);
  });

  it('of a provider are required together', () => {
    expect(problemsOf({ OIDC_ISSUER: 'https://login.example.com' })).toEqual([
      'OIDC_CLIENT_ID: is required with OIDC_ISSUER',
      'OIDC_CLIENT_SECRET: is required with OIDC_ISSUER',
    ]);
  });

  it('accept a public URL with a path, unless it begins like a route', () => {
    for (const url of ['https://flags.example.com/', 'https://example.com/flags', 'http://example.com:8080/a/b/']) {
      expect(readSettings({ PUBLIC_URL: url }).PUBLIC_URL).toBe(url);
    }
    for (const url of [
      'https://example.com/flags?a=b',
      'https://example.com/flags#a',
      'https://ann:secret@example.com/flags',
      'https://example.com/admin',
      'https://example.com/api/flags',
      'ftp://flags.example.com',
      'flags.example.com',
    ]) {
      expect(problemsOf({ PUBLIC_URL: url })).toHaveLength(1);
    }
  });

  it.each([
    ['https://shop.example.com/', 'https://shop.example.com'],
    ['HTTPS://Shop.Example.com:443', 'https://shop.example.com'],
    ['http://localhost:80,http://localhost:3000', 'http://localhost,http://localhost:3000'],
    ['https://größe.example', 'https://xn--gre-6ka8i.example'],
  ])('normalize the origins %s to what browsers send', (text, origins) => {
    expect(readSettings({ CORS_ORIGINS: text }).CORS_ORIGINS).toEqual(origins.split(','));
  });

  it.each([
    ['https://shop.example.com/checkout', 'browsers send https://shop.example.com'],
    ['shop.example.com', 'is not an origin'],
    ['localhost:3000', 'is not an origin'],
    ['file:///index.html', 'is not an origin'],
    ['null', 'is not an origin'],
    ['*', 'create a web key'],
    ['https://*.example.com', 'create a web key'],
  ])('refuse the origin %s, which no page has', (text, problem) => {
    const [first, ...others] = problemsOf({ CORS_ORIGINS: `https://a.example,${text}` });
    expect(first).toMatch(/^CORS_ORIGINS: /);
    expect(first).toContain(problem);
    expect(others).toEqual([]);
  });

  it.each([
    ['postgres://localhost/100%zz', /^DATABASE_URL: encode %/],
    ['postgres://ann:50%@localhost/burgee', /^DATABASE_URL: encode %/],
    ['postgres://localhost/burgee?sslmode=on', /^DATABASE_URL: sslmode is "on"/],
    ['postgres://localhost/burgee?sslrootcert=/nowhere.pem', /^DATABASE_URL: sslrootcert cannot be read/],
    ['postgres://localhost:99999/burgee', /^DATABASE_URL: use a URL like/],
  ])('refuse the database URL %s, which no driver could connect to', (DATABASE_URL, problem) => {
    expect(problemsOf({ NODE_ENV: 'development', DATABASE_URL })).toEqual([expect.stringMatching(problem)]);
  });

  it('refuse a Redis database that is not a number', () => {
    expect(problemsOf({ REDIS_URL: 'redis://localhost:6379/cache' })).toEqual([
      expect.stringMatching(/^REDIS_URL: its path/),
    ]);
    expect(problemsOf({ REDIS_URL: 'redis://localhost:6379/2' })).toEqual([]);
  });

  it.each(['OIDC_CLIENT_ID', 'OIDC_CLIENT_SECRET', 'OIDC_NAME', 'AUTH_JWT_ISSUER', 'AUTH_JWT_AUDIENCE'])(
    'refuse %s where it has no effect',
    (name) => {
      expect(problemsOf({ [name]: 'something' })).toEqual([expect.stringMatching(`^${name}: has no effect without`)]);
    },
  );

  it.each(Object.keys(SETTINGS).filter((name) => name.endsWith('_MS')))(
    'refuse %s beyond what a timer can wait',
    (name) => {
      expect(problemsOf({ [name]: '9999999999' })).toEqual([expect.stringMatching(`^${name}: `)]);
    },
  );

  it('A20 trust only the configured proxies', () => {
    for (const trusted of ['', '0', '2', 'loopback', '10.0.0.0/8, 192.168.1.7', 'uniquelocal,2001:db8::/32']) {
      expect(problemsOf({ TRUST_PROXY: trusted })).toEqual([]);
    }
    for (const wrong of ['true', 'all', '-1', '10.0.0.0/64', 'proxy.example', '10.0.0.0/8 loopback', '1000']) {
      expect(problemsOf({ TRUST_PROXY: wrong })).toHaveLength(1);
    }
  });

  it('of other programs are ignored', () => {
    expect(plain(readSettings({ PATH: '/usr/bin', npm_config_loglevel: 'error' }))).toEqual(plain(readSettings({})));
  });
});

const WEAK = /^AUTH_SECRET: is easy to guess; generate one with: openssl rand -base64 32$/;

describe('A3 the secret', () => {
  it.each([
    ['missing', undefined, /AUTH_SECRET: is required/],
    ['empty', '', /AUTH_SECRET: is required/],
    ['short', SECRET.slice(1), /AUTH_SECRET: use at least 32 characters/],
    ['copied from an example', 'change-me-change-me-change-me-change-me', WEAK],
    ['made of words', 'my-very-secret-key-for-production-use', WEAK],
    ['one repeated character', 'a'.repeat(40), WEAK],
    ['two repeated characters', 'k'.repeat(16) + 'q'.repeat(16), WEAK],
    ['digits in order', '12345678901234567890123456789012', WEAK],
    ['the alphabet', 'abcdefghijklmnopqrstuvwxyz0123456789', WEAK],
    ['all hexadecimal digits in order', '0123456789abcdef0123456789abcdef', WEAK],
    ['a word with digits for letters', 'p4ssw0rdp4ssw0rdp4ssw0rdp4ssw0rd', WEAK],
    ['a repeated short text', 'xK3xK3xK3xK3xK3xK3xK3xK3xK3xK3xK3', WEAK],
    ['adjacent keys', 'qwertyuiopasdfghjklzxcvbnm123456', WEAK],
  ])('10.16 in production must not be %s', (_what, secret, problem) => {
    expect(problemsOf({ NODE_ENV: 'production', AUTH_SECRET: secret }).join()).toMatch(problem);
  });

  it.each(['AUDIT_SECRET', 'AUTH_JWT_SECRET'])('10.16 in production must not be weak as %s either', (name) => {
    const problems = problemsOf({ NODE_ENV: 'production', AUTH_SECRET: SECRET, [name]: 'ab'.repeat(20) });
    expect(problems).toEqual([expect.stringMatching(`^${name}: is easy to guess`)]);
  });

  it('10.16 from a random generator is accepted', () => {
    for (let count = 0; count < runs(500); count++) {
      for (const AUTH_SECRET of [randomBytes(32).toString('base64'), randomBytes(16).toString('hex')]) {
        expect(problemsOf({ NODE_ENV: 'production', AUTH_SECRET })).toEqual([]);
      }
    }
  });

  it('is optional outside of production', () => {
    expect(readSettings({}).AUTH_SECRET).toBeUndefined();
  });

  it('that is too short is refused everywhere', () => {
    expect(problemsOf({ AUTH_SECRET: 'short' })).toHaveLength(1);
  });

  it('never appears in its own error', () => {
    const secret = 'my-very-secret-key-for-production-use';

    expect(problemsOf({ NODE_ENV: 'production', AUTH_SECRET: secret }).join()).not.toContain(secret);
  });
});

describe('a setting from a file', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'burgee-env-'));
    await writeFile(join(folder, 'secret'), `${SECRET}\n`);
  });
  afterAll(() => rm(folder, { recursive: true }));

  it('is the content without the trailing line break', () => {
    const variables = { NODE_ENV: 'production', AUTH_SECRET_FILE: join(folder, 'secret') };

    expect(readSettings(variables).AUTH_SECRET).toBe(SECRET);
  });

  it('is refused if the setting itself is set, because it would have no effect', () => {
    expect(problemsOf({ PORT: '8080', PORT_FILE: join(folder, 'secret') })).toEqual([
      'PORT_FILE: has no effect, because PORT is set',
    ]);
  });

  it('that does not exist is reported', () => {
    expect(problemsOf({ DATABASE_URL_FILE: join(folder, 'nothing') }).join()).toMatch(
      /^DATABASE_URL_FILE: cannot be read: .*nothing/,
    );
  });
});

describe('.env.example', () => {
  /** Its lines `# NAME=value`. All are commented out, because they are the defaults. */
  const listed = async () => {
    const text = await readFile(join(import.meta.dirname, '../../../.env.example'), 'utf8');
    return Object.fromEntries(
      [...text.matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map(([, name = '', value = '']) => [name, value]),
    );
  };

  it('lists every setting and no other', async () => {
    expect(Object.keys(await listed())).toEqual(Object.keys(SETTINGS));
  });

  it('contains the defaults', async () => {
    expect(plain(readSettings(await listed()))).toEqual(plain(readSettings({})));
  });

  it('contains no secrets', async () => {
    expect(await listed()).toMatchObject({ AUTH_SECRET: '', DATABASE_URL: '' });
  });
});

function problemsOf(variables: Record<string, string | undefined>): string[] {
  try {
    readSettings(variables);
    return [];
  } catch (error) {
    if (error instanceof SettingsError) return error.message.split('\n');
    throw error;
  }
}
