import { waitForOutput } from '@burgee/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';

/** A server in its own process, and an admin's token for it. */
export type RunningServer = AsyncDisposable & { readonly url: string; readonly pid: number; readonly token: string };

/** Starts a server from source on a free port, and waits until it listens. */
export async function startServer(settings: Readonly<Record<string, string>>): Promise<RunningServer> {
  const server = spawn(process.execPath, ['--conditions=@burgee/source', 'apps/server/src/main.ts'], {
    env: { ...process.env, NODE_ENV: 'development', PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const printed = await waitForOutput(server, server.stdout, 'TOKEN=');
  const url = /http:\/\/localhost:\d+/.exec(printed)?.[0] ?? '';
  return {
    url,
    pid: server.pid ?? 0,
    token: /TOKEN=(\S+)/.exec(printed)?.[1] ?? '',
    [Symbol.asyncDispose]: async () => {
      if (server.exitCode !== null) return;
      server.kill('SIGINT');
      await once(server, 'exit');
    },
  };
}

/** The status of a server's override index. */
async function overrideIndexStatus({
  url,
}: RunningServer): Promise<{ readonly isReady: boolean; readonly targets: number }> {
  const { overrides } = (await (await fetch(`${url}/readyz`)).json()) as {
    overrides: { readonly isReady: boolean; readonly targets: number };
  };
  return overrides;
}

/** Waits until the server knows which ids have overrides. */
export async function untilIndexed(server: RunningServer): Promise<void> {
  while (!(await overrideIndexStatus(server)).isReady);
}

/** The number of ids that have overrides according to the server's index. */
export async function countIndexedIds(server: RunningServer): Promise<number> {
  return (await overrideIndexStatus(server)).targets;
}
