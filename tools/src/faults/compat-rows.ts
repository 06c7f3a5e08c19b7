import { addressOf, findProgram, freePort, runSql } from '@burgee/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { EVALUATIONS, findFailures, measureEvaluations, measurePropagation, PROPAGATION } from './measures.ts';
import { PASSWORD, ROLE, urlAs } from './roles.ts';
import type { Outcome, Row } from './row.ts';
import { watchWhile } from './watch.ts';
import type { World, WorldOptions } from './world.ts';

/** Databases as operators set them up. Everything must work as with a default setup. */

async function runOn(world: World): Promise<Outcome> {
  const watched = await watchWhile(world, () => pause(4_000));
  return {
    worst: { ...measureEvaluations(watched), ...measurePropagation(watched) },
    violations: [...watched.violations, ...findFailures(watched)],
  };
}

type PoolMode = 'session' | 'transaction';

function behindPgBouncer(mode: PoolMode): WorldOptions {
  return {
    prepare: async (url, stack) => {
      const program = findProgram('pgbouncer') ?? '/usr/sbin/pgbouncer';
      const directory = await mkdtemp(join(tmpdir(), 'burgee-pgbouncer-'));
      stack.defer(() => rm(directory, { recursive: true, force: true }));
      await chmod(directory, 0o755);
      const { host, port } = addressOf(url);
      const own = await freePort();
      const name = new URL(url).pathname.slice(1);
      const settings = [
        '[databases]',
        `${name} = host=${host} port=${port} user=postgres dbname=${name}`,
        '[pgbouncer]',
        `listen_addr=127.0.0.1`,
        `listen_port=${own}`,
        'auth_type=any',
        `pool_mode=${mode}`,
        'default_pool_size=80',
        'max_client_conn=500',
        // Servers send these when they connect, and a pooler cannot persist them.
        'ignore_startup_parameters=extra_float_digits,options,statement_timeout,idle_in_transaction_session_timeout',
        'unix_socket_dir=',
      ];
      const file = join(directory, 'pgbouncer.ini');
      await writeFile(file, settings.join('\n'));
      const pooler = spawn(program, [file], {
        stdio: ['ignore', 'ignore', 'pipe'],
        ...(process.getuid?.() === 0 && { uid: 65_534, gid: 65_534 }),
      });
      stack.defer(async () => {
        if (pooler.exitCode !== null || pooler.signalCode !== null) return;
        pooler.kill('SIGKILL');
        await once(pooler, 'exit');
      });
      await Promise.race([once(pooler.stderr, 'data'), once(pooler, 'exit')]);
      pooler.stderr.resume();
      return Object.assign(new URL(url), { host: `127.0.0.1:${own}` }).href;
    },
  };
}

async function useSchema(url: string, database: string): Promise<void> {
  await runSql(url, `create schema flags authorization ${ROLE}`);
  // The auditor, which uses another role, must also find the tables.
  await runSql(url, `alter database ${database} set search_path = flags`);
}

/** A role that owns one schema and may create nothing else. */
async function withOwnSchema(url: string): Promise<string> {
  const database = new URL(url).pathname.slice(1);
  await runSql(url, `create role ${ROLE} login password '${PASSWORD}'`);
  await runSql(url, `revoke all on schema public from public`);
  await runSql(url, `revoke create, temporary on database ${database} from public`);
  await useSchema(url, database);
  return urlAs(url);
}

/** A role that may create schemas and whose tables are not in "public". */
async function withSeparateSchema(url: string): Promise<string> {
  const database = new URL(url).pathname.slice(1);
  await runSql(url, `create role ${ROLE} login password '${PASSWORD}'`);
  await runSql(url, `alter database ${database} owner to ${ROLE}`);
  await useSchema(url, database);
  return urlAs(url);
}

const SETTINGS = {
  DateStyle: `'German'`,
  TimeZone: `'Asia/Kathmandu'`,
  IntervalStyle: `'iso_8601'`,
  bytea_output: `'escape'`,
  extra_float_digits: '0',
  default_transaction_isolation: `'serializable'`,
};

async function withSettings(url: string): Promise<string> {
  const database = new URL(url).pathname.slice(1);
  for (const [name, value] of Object.entries(SETTINGS)) {
    await runSql(url, `alter database ${database} set ${name} = ${value}`);
  }
  return url;
}

async function withReadOnly(url: string): Promise<string> {
  await runSql(url, `alter database ${new URL(url).pathname.slice(1)} set default_transaction_read_only = on`);
  return url;
}

const compat = {
  group: 'PostgreSQL setups',
  promise: 'R7',
  limits: { ...EVALUATIONS, ...PROPAGATION },
  isInCi: false,
  run: runOn,
} as const;

export const compatRows: readonly Row[] = [
  {
    ...compat,
    id: 'pgbouncer-session',
    title: 'PgBouncer in session mode runs between the servers and PostgreSQL',
    needs: behindPgBouncer('session'),
  },
  {
    ...compat,
    id: 'pgbouncer-transaction',
    title: 'PgBouncer runs in transaction mode, which loses notifications: servers compare versions instead',
    needs: behindPgBouncer('transaction'),
  },
  {
    ...compat,
    id: 'own-schema',
    title: 'The role may create tables only in its own schema',
    needs: { prepare: withOwnSchema },
  },
  {
    ...compat,
    id: 'separate-schema',
    title: 'The tables are in a schema other than "public"',
    needs: { prepare: withSeparateSchema },
  },
  {
    ...compat,
    id: 'database-settings',
    title: 'The database has another DateStyle, TimeZone, IntervalStyle, float format and isolation level',
    needs: { prepare: withSettings },
  },
  {
    ...compat,
    id: 'database-read-only-by-default',
    title: 'The database is read-only by default (default_transaction_read_only)',
    needs: { prepare: withReadOnly },
  },
];
