import { addressOf, COMPILE_CACHE, type FaultProxy, startFaultProxy } from '@burgee/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { FollowerReport } from './follower-process.ts';
import { ask } from './http.ts';
import type { World, WorldServer } from './world.ts';

/** A process of followers, behind a balancer that decides which server they reach. */
export type FollowerProcess = AsyncDisposable & {
  readonly versions: () => readonly number[];
  readonly violations: readonly string[];
  /** Cuts the connections; new ones lead to this server. */
  moveTo(server: WorldServer): Promise<void>;
};

/** Creates a key of the environment that the servers serve by default. */
export async function createServerKey(world: World): Promise<string> {
  const body = { kind: 'server', environment: 'production', name: 'followers' };
  const token = await world.token('harness');
  const { status, body: answer } = await ask(`${world.first.url}/trpc/keys.create`, { token, body });
  if (status !== 200) throw new Error(`the key got ${status}: ${JSON.stringify(answer)}`);
  return (answer as { result: { data: { secret: string } } }).result.data.secret;
}

/** Starts a process with `size` followers, and waits until all of them have flags. */
export async function startFollowers(server: WorldServer, key: string, size: number): Promise<FollowerProcess> {
  const proxy = await startFaultProxy(addressOf(server.url));
  const violations: string[] = [];
  let versions: readonly number[] = [];
  const child = spawnFollowers(proxy, key, size);
  child.once('exit', (code) => {
    if (code !== 0) violations.push(`the process of the followers ended with ${code}`);
  });
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream });
  lines.on('line', (line) => {
    const report = JSON.parse(line) as FollowerReport;
    versions = report.versions;
    violations.push(...report.violations);
  });
  await once(lines, 'line');
  return {
    versions: () => versions,
    violations,
    moveTo: async ({ url }) => {
      proxy.setTarget(addressOf(url));
      proxy.setFault({ kind: 'reset' });
      proxy.setFault({ kind: 'none' });
    },
    [Symbol.asyncDispose]: async () => {
      child.stdin?.end();
      if (child.exitCode === null) await once(child, 'exit');
      await proxy[Symbol.asyncDispose]();
    },
  };
}

function spawnFollowers({ port }: FaultProxy, key: string, size: number): ChildProcess {
  const { PATH, HOME, TMPDIR } = process.env;
  const settings = { FOLLOW_URL: `http://127.0.0.1:${port}`, FOLLOW_KEY: key, FOLLOWERS: String(size) };
  const file = join(import.meta.dirname, 'follower-process.ts');
  return spawn(process.execPath, ['--conditions=@burgee/source', file], {
    cwd: join(import.meta.dirname, '../../..'),
    env: { PATH, HOME, TMPDIR, NODE_COMPILE_CACHE: COMPILE_CACHE, ...settings },
    stdio: ['pipe', 'pipe', 'inherit'],
  });
}
