import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { chown, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { freePort, hasEnded, waitForOutput } from './processes.ts';
import { findPgBouncer } from './programs.ts';

/** A real PgBouncer of our own in front of a PostgreSQL. It must be installed: `findPgBouncer()` returns its path. */
type PgBouncer = {
  /** Returns the URL of a database through PgBouncer. */
  through(databaseUrl: string): string;
  [Symbol.asyncDispose](): Promise<void>;
};

type PgBouncerOptions = {
  readonly mode: 'session' | 'transaction';
  /** Server connections for each database and user. */
  readonly poolSize?: number;
};

/** PgBouncer refuses to run as root; this user exists everywhere and owns nothing. */
const NOBODY = 65_534;
const isRoot = process.getuid?.() === 0;

/**
 * Starts PgBouncer with the defaults of a fresh installation, except the address and authentication.
 *
 * @param postgresUrl the server behind it, whose users need no password.
 * @throws Error if there is no `pgbouncer`.
 */
export async function startPgBouncer(
  postgresUrl: string,
  { mode, poolSize = 20 }: PgBouncerOptions,
): Promise<PgBouncer> {
  const program = findPgBouncer();
  if (!program) throw new Error('There is no pgbouncer on this machine.');
  const { hostname, port: postgresPort, username } = new URL(postgresUrl);
  const directory = await mkdtemp(join(tmpdir(), 'burgee-pgbouncer-'));
  const port = await freePort();
  const users = join(directory, 'users.txt');
  const config = join(directory, 'pgbouncer.ini');
  await writeFile(users, `"${username}" ""\n`);
  await writeFile(
    config,
    `[databases]
* = host=${hostname} port=${postgresPort}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = ${port}
unix_socket_dir =
auth_type = trust
auth_file = ${users}
pool_mode = ${mode}
default_pool_size = ${poolSize}
`,
  );
  if (isRoot) for (const path of [directory, users, config]) await chown(path, NOBODY, NOBODY);
  const bouncer = await launch(program, config);
  return {
    through: (databaseUrl) => {
      const url = new URL(databaseUrl);
      url.host = `127.0.0.1:${port}`;
      return url.href;
    },
    [Symbol.asyncDispose]: async () => {
      await end(bouncer);
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function launch(program: string, config: string): Promise<ChildProcess> {
  const runAs = isRoot ? { uid: NOBODY, gid: NOBODY } : {};
  const bouncer = spawn(program, [config], { ...runAs, cwd: tmpdir(), stdio: ['ignore', 'ignore', 'pipe'] });
  await waitForOutput(bouncer, bouncer.stderr, 'process up');
  return bouncer;
}

async function end(bouncer: ChildProcess): Promise<void> {
  if (hasEnded(bouncer)) return;
  const exited = once(bouncer, 'exit');
  bouncer.kill('SIGKILL');
  await exited;
}
