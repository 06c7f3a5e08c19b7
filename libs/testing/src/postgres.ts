import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { encryptionFlags, writeCertificates } from './certificates.ts';
import { binaries, copyData, handOver, initializeData, runAs } from './postgres-files.ts';
import { freePort, hasEnded, isRunning, sendSignal, waitForOutput } from './processes.ts';
import { SCRATCH_FOLDER } from './scratch-folder.ts';
import { runSql } from './sql.ts';

/** A real PostgreSQL of our own. It needs no installation, and is removed when disposed of. */
export type Postgres = {
  readonly url: string;
  /** The directory of its data. */
  readonly data: string;
  /**
   * Sends a signal to the server and its connection processes: `SIGSTOP` hangs it, `SIGCONT` resumes it. Resolves after
   * `SIGKILL` once all of them have ended.
   */
  signal(signal: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): Promise<void>;
  /** Restarts it on the same port and data, after `stop`, `crash` or a kill. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Shuts it down in "immediate" mode: connections break within transactions, and it recovers at its next start. */
  crash(): Promise<void>;
  /** Stops it and deletes its data. */
  [Symbol.asyncDispose](): Promise<void>;
};

export type PostgresOptions = {
  /** Server settings, such as `{ max_connections: '20' }`. */
  readonly settings?: Readonly<Record<string, string>>;
  /** Lines of `pg_hba.conf` before the one that trusts everyone. */
  readonly authentication?: readonly string[];
  /** Also accepts TLS, with a certificate for `localhost`, and trusts `certificatePaths().clientCert`. */
  readonly isEncrypted?: boolean;
};

const PREFIX = 'burgee-postgres-';

export async function startPostgres(options: PostgresOptions = {}): Promise<Postgres> {
  return startOn(options);
}

/**
 * Starts another server on a copy of the data of a running one without writes, as a promoted replica has it. Settings
 * from `alter system` are not copied.
 */
export async function startPostgresCopy({ url, data }: Pick<Postgres, 'url' | 'data'>): Promise<Postgres> {
  await runSql(url, 'checkpoint');
  return startOn({}, data);
}

async function startOn(
  { settings = {}, authentication = [], isEncrypted = false }: PostgresOptions,
  source?: string,
): Promise<Postgres> {
  await removeOrphans();
  const { postgres } = await binaries();
  const directory = await mkdtemp(join(SCRATCH_FOLDER, PREFIX));
  await writeFile(join(directory, 'owner'), String(process.pid));
  const data = join(directory, 'data');
  await mkdir(data, { mode: 0o700 });
  for (const path of [directory, data]) await handOver(path);
  await (source ? copyData(source, data) : initializeData(data));
  const rules = join(data, 'pg_hba.conf');
  if (authentication.length > 0)
    await writeFile(rules, `${authentication.join('\n')}\n${await readFile(rules, 'utf8')}`);
  const port = await freePort();
  // Tests kill the process, never the machine, so data handed to the operating system is safe without fsync.
  const flags = ['-D', data, '-p', String(port), '-k', '', '-c', 'listen_addresses=127.0.0.1', '-c', 'fsync=off'];
  for (const [name, value] of Object.entries(settings)) flags.push('-c', `${name}=${value}`);
  if (isEncrypted) {
    flags.push(...encryptionFlags);
    for (const path of await writeCertificates(data)) await handOver(path);
  }
  let server = await launch(postgres, flags);

  async function signal(signal: NodeJS.Signals): Promise<void> {
    if (hasEnded(server)) return;
    const pid = server.pid as number;
    const exited = once(server, 'exit');
    const all = [pid, ...(await childrenOf(pid))];
    for (const each of all) sendSignal(each, signal);
    if (signal !== 'SIGKILL') return;
    await exited;
    // The next server refuses to start while a process of this one holds the shared memory.
    while (all.some(isRunning)) await setTimeout(5);
  }

  async function stop(): Promise<void> {
    if (hasEnded(server)) return;
    const exited = once(server, 'exit');
    // A stopped process cannot handle the next signal.
    await signal('SIGCONT');
    // Fast shutdown: closes connections immediately.
    server.kill('SIGINT');
    await exited;
  }

  return {
    url: `postgres://postgres@127.0.0.1:${port}/postgres`,
    data,
    signal,
    start: async () => {
      server = await launch(postgres, flags);
    },
    stop,
    crash: async () => {
      if (hasEnded(server)) return;
      const exited = once(server, 'exit');
      server.kill('SIGQUIT');
      await exited;
    },
    [Symbol.asyncDispose]: async () => {
      await stop();
      await rm(directory, { recursive: true, force: true });
    },
  };
}

async function launch(postgres: string, flags: readonly string[]): Promise<ChildProcess> {
  const server = spawn(postgres, flags, { ...runAs, cwd: tmpdir(), stdio: ['ignore', 'ignore', 'pipe'] });
  await waitForOutput(server, server.stderr, 'ready to accept connections');
  return server;
}

async function childrenOf(pid: number): Promise<number[]> {
  const text = await readFile(`/proc/${pid}/task/${pid}/children`, 'utf8').catch(() => {
    const all = spawnSync('ps', ['-A', '-o', 'pid=,ppid='], { encoding: 'utf8' }).stdout.split('\n');
    return all.filter((line) => Number(line.trim().split(/\s+/)[1]) === pid).join(' ');
  });
  return text.trim().split(/\s+/).filter(Boolean).map(Number);
}

/** Ends servers of killed test runs, whose owner no longer exists. */
async function removeOrphans(): Promise<void> {
  for (const name of await readdir(SCRATCH_FOLDER)) {
    if (!name.startsWith(PREFIX)) continue;
    const directory = join(SCRATCH_FOLDER, name);
    const owner = Number(await readFile(join(directory, 'owner'), 'utf8').catch(() => process.pid));
    if (isRunning(owner)) continue;
    const [postmaster] = (await readFile(join(directory, 'data/postmaster.pid'), 'utf8').catch(() => '')).split('\n');
    if (postmaster) sendSignal(Number(postmaster), 'SIGQUIT');
    await rm(directory, { recursive: true, force: true });
  }
}
