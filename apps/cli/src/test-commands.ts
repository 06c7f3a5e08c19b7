import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { run } from './test-run.ts';
import { startServer } from './test-server.ts';

export type TestCommands = AsyncDisposable & {
  readonly server: Awaited<ReturnType<typeof startServer>>;
  /** The folder of commands, and of profiles. */
  readonly folder: string;
  /** The key of a viewer named "v". */
  readonly viewerKey: string;
  /** Runs a command as an admin. */
  readonly burgee: typeof run;
};

/** Starts a server with a flag "checkout" in development and production, where real users are. */
export async function startCommands(): Promise<TestCommands> {
  const folder = await mkdtemp(join(tmpdir(), 'burgee-commands-'));
  const server = await startServer();
  const { flags, environments, keys } = server.api;
  await flags.create.mutate({ environment: 'development', key: 'checkout', enabled: true });
  await flags.create.mutate({ environment: 'production', key: 'checkout', enabled: true });
  await environments.update.mutate({ key: 'production', isProduction: true });
  const expiresAt = '2099-01-01T00:00:00Z';
  const { secret } = await keys.create.mutate({ kind: 'admin', name: 'v', role: 'viewer', expiresAt });
  const own = { BURGEE_URL: server.url, BURGEE_TOKEN: server.token, BURGEE_CONFIG_DIR: folder };
  return {
    ...{ server, folder, viewerKey: secret },
    burgee: (args, { settings, ...rest } = {}) =>
      run(args, { fetch, folder, ...rest, settings: { ...own, ...settings } }),
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      await rm(folder, { recursive: true });
    },
  };
}
