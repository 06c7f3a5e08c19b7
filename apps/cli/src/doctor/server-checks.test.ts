import { type Diagnostics, EnvironmentKey } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import type { Facts } from './facts.ts';
import { checkServer } from './server-checks.ts';
import { checkTls } from './tls-checks.ts';

const URL = 'https://flags.example.com/';
const HEALTHY = {
  settings: {
    ...{ mode: 'production', environment: EnvironmentKey.parse('production'), host: '0.0.0.0', port: 4000 },
    ...{ publicUrl: 'https://flags.example.com', hasOwnSecret: true, weakSecrets: [], hasDemo: false, unlimited: [] },
  },
  proxy: 'trusted',
  database: {
    ...{ version: '18.4', major: 18, database: 'flags', role: 'burgee', readOnly: null, isEncrypted: true },
    ...{ isNear: false, pooling: 'none or session', missing: null, connections: 12, maxConnections: 100 },
  },
  redis: { isEncrypted: true, isNear: false, problem: null },
  disk: { folder: '/data', isWritable: true, freeBytes: 40e9 },
} satisfies Diagnostics;
const PLACE = { url: URL, environments: [{ key: 'production', isProduction: true }] };
const NO_USERS: Partial<Facts> = { environments: [{ key: 'staging', isProduction: false }] };
const LOCAL: Partial<Facts> = { url: 'http://localhost:4000/' };

function problemsOf(diagnostics: Diagnostics | null, place: Partial<Facts> = {}) {
  return checkServer({ ...PLACE, diagnostics, ...place } as Facts);
}

const withSettings = (fields: Partial<Diagnostics['settings']>): Diagnostics => ({
  ...HEALTHY,
  settings: { ...HEALTHY.settings, ...fields },
});
const withDatabase = (fields: Partial<NonNullable<Diagnostics['database']>>): Diagnostics => ({
  ...HEALTHY,
  database: { ...HEALTHY.database, ...fields },
});
const withRedis = (fields: Partial<NonNullable<Diagnostics['redis']>>): Diagnostics => ({
  ...HEALTHY,
  redis: { ...HEALTHY.redis, ...fields },
});
const withDisk = (fields: Partial<Diagnostics['disk']>): Diagnostics => ({
  ...HEALTHY,
  disk: { ...HEALTHY.disk, ...fields },
});
const missing = { needs: 'the role "burgee" needs CREATE', remedy: 'grant create on schema public to burgee' };

describe('14.3 doctor judges the diagnostics of a server', () => {
  it.each<[string, Diagnostics, string, string]>([
    ['another mode', withSettings({ mode: 'development' }), 'NODE_ENV=development', 'NODE_ENV=production'],
    ['the demo', withSettings({ hasDemo: true }), 'demo', 'DEMO=false'],
    ['a limit of 0', withSettings({ unlimited: ['LIMIT_SIGN_INS'] }), 'LIMIT_SIGN_INS', 'unset LIMIT_SIGN_INS'],
    ['a weak secret', withSettings({ weakSecrets: ['AUTH_SECRET'] }), 'AUTH_SECRET is easy', 'openssl rand'],
    ['a generated secret', withSettings({ hasOwnSecret: false }), 'AUTH_SECRET is not set', 'AUTH_SECRET="$(openssl'],
    [
      'no public URL',
      withSettings({ publicUrl: null }),
      'PUBLIC_URL is not set',
      'PUBLIC_URL=https://flags.example.com',
    ],
    [
      'another port',
      withSettings({ publicUrl: 'https://flags.example.com:8443' }),
      'PUBLIC_URL is https://flags.example.com:8443, and this is https://flags.example.com',
      'PUBLIC_URL=https://flags.example.com',
    ],
    [
      'a port that only the machine reaches',
      { ...withSettings({ host: '127.0.0.1' }), proxy: 'none' },
      'listens on 127.0.0.1:4000',
      'HOST=0.0.0.0',
    ],
    ['a proxy that is not trusted', { ...HEALTHY, proxy: 'ignored' }, 'A proxy names', 'TRUST_PROXY=1'],
    ['an old PostgreSQL', withDatabase({ version: '14.2', major: 14 }), 'PostgreSQL 14.2 is older', 'pg_upgrade'],
    ['a missing privilege', withDatabase({ missing }), 'needs CREATE', "-c 'grant create on schema public to burgee'"],
    [
      'a missing privilege without a remedy',
      withDatabase({ missing: { ...missing, remedy: null } }),
      'needs CREATE',
      "-c '\\dp'",
    ],
    ['a standby', withDatabase({ readOnly: 'standby' }), 'standby', 'target_session_attrs=read-write'],
    [
      'a read-only default',
      withDatabase({ readOnly: 'default' }),
      'read-only by default',
      'alter role "burgee" reset default_transaction_read_only',
    ],
    [
      'no TLS to PostgreSQL',
      withDatabase({ isEncrypted: false }),
      'PostgreSQL is not encrypted',
      'sslmode=verify-full',
    ],
    ['a pooler', withDatabase({ pooling: 'transaction' }), 'pooler in transaction mode', 'pool_mode = session'],
    ['few connections left', withDatabase({ connections: 90 }), '90 of 100 connections', 'pg_stat_activity'],
    ['a Redis that is away', withRedis({ problem: 'ECONNREFUSED' }), 'Redis cannot be used: ECONN', 'redis-cli'],
    ['no TLS to Redis', withRedis({ isEncrypted: false }), 'Redis is not encrypted', 'REDIS_URL=rediss://'],
    ['a folder without access', withDisk({ isWritable: false }), 'cannot write to its folder /data', 'mkdir -p /data'],
    ['a full disk', withDisk({ freeBytes: 12_345_678 }), 'has 12 MB left', 'du -xh'],
  ])('reports %s, with the cause and the command', (_, diagnostics, problem, command) => {
    const [first, ...others] = problemsOf(diagnostics);

    expect(others).toEqual([]);
    expect(first?.problem).toContain(problem);
    expect(first?.cause).toMatch(/^[A-Z].*\.$/);
    expect(first?.command).toContain(command);
  });

  it.each<[string, Diagnostics | null, Partial<Facts>]>([
    ['a healthy server', HEALTHY, {}],
    ['a caller who may not know, or an edge', null, {}],
    ['the embedded database, without Redis', { ...HEALTHY, database: null, redis: null }, {}],
    [
      'a generated secret beside the embedded database',
      { ...withSettings({ hasOwnSecret: false }), database: null },
      {},
    ],
    ['a database in the same network without TLS', withDatabase({ isEncrypted: false, isNear: true }), {}],
    ['a Redis in the same network without TLS', withRedis({ isEncrypted: false, isNear: true }), {}],
    ['the mode of development without real users', withSettings({ mode: 'development', hasDemo: true }), NO_USERS],
    [
      'the mode of development on this machine',
      withSettings({ mode: 'development', hasOwnSecret: false, publicUrl: null }),
      LOCAL,
    ],
    ['a generated secret without real users', withSettings({ hasOwnSecret: false, publicUrl: null }), NO_USERS],
    ['limits of 0 without real users', withSettings({ unlimited: ['LIMIT_WRITES'] }), NO_USERS],
    ['another name of the same server', HEALTHY, { url: 'http://burgee.internal:4000/' }],
    ['a loopback address behind a proxy', withSettings({ host: '127.0.0.1' }), {}],
    ['a system that does not tell its space', withDisk({ freeBytes: null }), {}],
    ['version 15', withDatabase({ version: '15.1', major: 15 }), {}],
    ['89 of 100 connections', withDatabase({ connections: 89 }), {}],
  ])('accepts %s', (_, diagnostics, place) => {
    expect(problemsOf(diagnostics, place)).toEqual([]);
  });
});

describe('14.3 doctor judges TLS', () => {
  const now = Date.parse('2026-11-21T06:00:00.000Z');
  const problems = (tls: Facts['tls'], place: Partial<Facts> = {}) =>
    checkTls({ ...PLACE, now, tls, ...place } as Facts).map(({ problem }) => problem);
  const lasting = '2027-11-21T06:00:00.000Z';

  it.each<[Facts['tls'], string]>([
    [{ protocol: 'http/1.1', certificateEndsAt: lasting }, 'does not offer HTTP/2'],
    [{ protocol: null, certificateEndsAt: lasting }, 'does not offer HTTP/2'],
    [{ protocol: 'h2', certificateEndsAt: '2026-11-30T06:00:00.000Z' }, 'flags.example.com expires in 9 days'],
    [{ protocol: 'h2', certificateEndsAt: '2026-11-20T06:00:00.000Z' }, 'flags.example.com has expired'],
  ])('reports %j', (tls, problem) => {
    expect(problems(tls)).toEqual([expect.stringContaining(problem)]);
  });

  it.each<[Facts['tls'], Partial<Facts>]>([
    [null, {}],
    [{ protocol: 'h2', certificateEndsAt: lasting }, {}],
    [{ protocol: 'h2', certificateEndsAt: null }, {}],
    [{ protocol: 'http/1.1', certificateEndsAt: lasting }, NO_USERS],
  ])('accepts %j', (tls, place) => {
    expect(problems(tls, place)).toEqual([]);
  });
});
