import { runSql } from '@burgee/testing';
import { setTimeout as pause } from 'node:timers/promises';
import { createCounters } from './crowd.ts';
import { ask } from './http.ts';
import { EVALUATIONS, measureEvaluations } from './measures.ts';
import type { Outcome, Row } from './row.ts';
import { until } from './until.ts';
import { watchWhile } from './watch.ts';
import type { World } from './world.ts';

/** The column values that break each flag, by key. */
const POISONS: Readonly<Record<string, string>> = {
  'blank-rules': `rules = '{}'`,
  'blank-rule': `rules = '[{}]'`,
  'unknown-operator': `rules = '[{"id":"r","condition":{"attribute":"a","operator":"resembles","values":["b"]},"serve":{"kind":"variant","variant":"on"}}]'`,
  'missing-segment': `rules = '[{"id":"r","condition":{"segment":"nowhere"},"serve":{"kind":"variant","variant":"on"}}]'`,
  'missing-variant': `on_variant = 'nowhere'`,
  'no-variants': `variants = '[]'`,
  'requires-itself': `prerequisites = '[{"flagKey":"requires-itself","variants":["on"]}]'`,
  'null-rollout': `rollout = 'null'`,
};

/** Edits rows by hand, and makes servers load them. */
async function poison(world: World): Promise<Outcome> {
  const token = await world.token('harness');
  const keys = Object.keys(POISONS);
  await createCounters(world, [...keys, 'healthy']);
  const watched = await watchWhile(world, async () => {
    for (const [key, set] of Object.entries(POISONS)) {
      await world.sql(`update feature_flags set ${set} where flag_key = $1 and environment = 'production'`, [key]);
    }
    await loadEverything(world, token);
    const flag = `${world.first.url}/api/admin/flags/healthy`;
    await untilWritable(flag, token, 'changed');
    await pause(3_000);
    const listed = await ask(`${world.first.url}/api/admin/flags?pageSize=100`, { token });
    const answers = await Promise.all(
      world.servers.map(({ url }) => ask(`${url}/api/config/evaluate`, { body: { context: {} } })),
    );
    return { listed: listed.status, answers };
  });
  const { listed, answers } = watched.result;
  const violations = [
    ...watched.violations,
    ...(listed === 200 ? [] : [`the list of flags got ${listed}`]),
    ...answers.flatMap(({ body }) => {
      const { flags } = body as { flags: Record<string, { value?: unknown; errorCode?: string }> };
      return flags['healthy']?.value === 0 ? [] : ['a healthy flag has no value'];
    }),
  ];
  await removeFlags(world, keys);
  await loadEverything(world, token);
  return { worst: measureEvaluations(watched), violations };
}

/** Makes every server load all rows again: without it, servers load only rows that a change names. */
async function loadEverything({ first }: World, token: string): Promise<void> {
  const { status } = await ask(`${first.url}/api/admin/environments/production/cache/invalidate`, { token, body: {} });
  if (status !== 204) throw new Error(`the cache could not be invalidated: ${status}`);
}

async function removeFlags(world: World, keys: readonly string[]): Promise<void> {
  await world.sql('delete from feature_flags where flag_key = any($1)', [[...keys]]);
}

/** Restores a physical copy as documented: servers raise its versions. */
async function restoreOlder(world: World): Promise<Outcome> {
  const token = await world.token('harness');
  const flag = `${world.first.url}/api/admin/flags/restored`;
  await createCounters(world, ['restored']);
  const name = new URL(world.databaseUrl).pathname.slice(1);
  const server = world.postgres.url;
  await copyDatabase(world, name);
  await untilWritable(flag, token, 'newer');
  await endConnections(world, name);
  await runSql(server, `drop database ${name} with (force)`);
  await runSql(server, `alter database older rename to ${name}`);
  // The copy keeps the tables' object ids, so servers cannot see that it is older.
  await world.sql('update access set environments_oid = null');
  const restoredAt = performance.now();
  const isRestored = async () => {
    const { body } = await ask(flag, { token });
    return (body as { description?: string }).description === '';
  };
  const versions = world.servers.map(({ url }) => async () => {
    const { body } = await ask(`${url}/readyz`);
    return (body as { versions: Record<string, number> }).versions['production'] ?? 0;
  });
  const isCurrent = async () =>
    (await Promise.all(versions.map((of) => of()))).every((version) => version >= 1_000_000);
  await until(async () => (await isRestored()) && (await isCurrent()), 10_000, 20);
  const tookMs = performance.now() - restoredAt;
  await untilWritable(flag, token, 'after the restore');
  return { worst: { 'restored state is served after': tookMs }, violations: [] };
}

/** PostgreSQL copies a database only while nobody is connected, and servers reconnect continuously. */
async function copyDatabase(world: World, name: string): Promise<void> {
  await runSql(world.postgres.url, `alter database ${name} allow_connections false`);
  await endConnections(world, name);
  await runSql(world.postgres.url, `create database older template ${name}`);
  await runSql(world.postgres.url, `alter database ${name} allow_connections true`);
}

async function endConnections({ postgres }: World, name: string): Promise<void> {
  await runSql(postgres.url, 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [name]);
}

async function untilWritable(flag: string, token: string, description: string): Promise<void> {
  let last = 0;
  const isWritten = async () => {
    ({ status: last } = await ask(flag, { method: 'PATCH', token, body: { description } }));
    return last === 200;
  };
  if (Number.isNaN(await until(isWritten, 15_000, 50))) throw new Error(`writes still get ${last}`);
}

const data = { group: 'Stored data', isInCi: false } as const;

export const dataRows: readonly Row[] = [
  {
    ...data,
    id: 'rows-poisoned',
    title: `${Object.keys(POISONS).length} flags are broken by SQL: blank rules, an unknown operator, a missing segment, a cycle`,
    promise: 'R16',
    limits: EVALUATIONS,
    isInCi: true,
    run: poison,
  },
  {
    ...data,
    id: 'older-dump-restored',
    title: 'An older physical copy of the database is restored as docs/operations.md describes, while servers run',
    promise: 'R18',
    limits: { 'restored state is served after': { atMost: 3_000, unit: 'ms' } },
    needs: {},
    run: restoreOlder,
  },
];
