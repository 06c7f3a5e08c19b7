import { createEmptyDatabase, startPostgres } from '@burgee/testing';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** The built server on a PostgreSQL, as a process of its own. */
export type Burgee = AsyncDisposable & {
  readonly url: string;
  /** An admin's. */
  readonly token: string;
  /** Where the first admin joins; good once. */
  readonly setupLink: string;
  readonly databaseUrl: string;
  /** Changes a flag over REST, as an admin. */
  setFlag(key: string, change: { enabled: boolean; rolloutPercentage?: number }): Promise<void>;
};

const root = join(import.meta.dirname, '../../..');

export async function startBurgee(settings: Readonly<Record<string, string>> = {}): Promise<Burgee> {
  const postgres = await startPostgres();
  const directory = await mkdtemp(join(tmpdir(), 'burgee-e2e-'));
  const databaseUrl = await createEmptyDatabase(postgres.url, 'burgee');
  const server = spawn(process.execPath, ['--conditions=@burgee/source', 'apps/server/src/main.ts'], {
    cwd: root,
    env: {
      PATH: process.env.PATH,
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: directory,
      DATABASE_URL: databaseUrl,
      ...settings,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let output = '';
  for await (const chunk of server.stdout) {
    output += String(chunk);
    if (output.includes('curl')) break;
  }
  const url = /http:\/\/localhost:\d+/.exec(output)?.[0] ?? '';
  const token = /^TOKEN=(\S+)$/m.exec(output)?.[1] ?? '';
  const setupLink = /^Set-up link .*: (\S+)$/m.exec(output)?.[1] ?? '';
  return {
    url,
    token,
    setupLink,
    databaseUrl,
    setFlag: async (key, change) => {
      const response = await fetch(`${url}/api/admin/flags/${key}`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify(change),
      });
      if (!response.ok) throw new Error(`the flag was not changed: ${await response.text()}`);
    },
    [Symbol.asyncDispose]: async () => {
      server.kill('SIGTERM');
      await once(server, 'exit');
      await postgres[Symbol.asyncDispose]();
      await rm(directory, { recursive: true, force: true });
    },
  };
}
