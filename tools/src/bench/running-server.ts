import { spawn } from 'node:child_process';
import { on, once } from 'node:events';
import type { Readable } from 'node:stream';

/** A server in a process of its own. */
export type RunningServer = AsyncDisposable & { readonly url: string; readonly pid: number };

/** Started from source on a free port, and listening. */
export async function startServer(settings: Readonly<Record<string, string>>): Promise<RunningServer> {
  const server = spawn(process.execPath, ['--conditions=@burgee/source', 'apps/server/src/main.ts'], {
    env: { ...process.env, NODE_ENV: 'development', PORT: '0', ...settings },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const url = await firstUrl(server.stdout);
  // A pipe that nobody reads would fill up, and the server would wait.
  server.stdout.resume();
  return {
    url,
    pid: server.pid ?? 0,
    [Symbol.asyncDispose]: async () => {
      if (server.exitCode !== null) return;
      server.kill('SIGINT');
      await once(server, 'exit');
    },
  };
}

/** Log lines may precede the banner. */
async function firstUrl(output: Readable): Promise<string> {
  let said = '';
  for await (const [chunk] of on(output, 'data', { close: ['end'] })) {
    said += String(chunk);
    const url = /http:\/\/localhost:\d+/.exec(said)?.[0];
    if (url) return url;
  }
  throw new Error(`The server did not start:\n${said}`);
}

/** What a server says of the ids that have overrides. */
async function indexOf({ url }: RunningServer): Promise<{ readonly isReady: boolean; readonly targets: number }> {
  const { overrides } = (await (await fetch(`${url}/readyz`)).json()) as {
    overrides: { readonly isReady: boolean; readonly targets: number };
  };
  return overrides;
}

/** Waits until the server knows which ids have overrides. */
export async function untilIndexed(server: RunningServer): Promise<void> {
  while (!(await indexOf(server)).isReady);
}

/** How many ids have overrides, as far as the server knows. */
export async function idsOf(server: RunningServer): Promise<number> {
  return (await indexOf(server)).targets;
}
