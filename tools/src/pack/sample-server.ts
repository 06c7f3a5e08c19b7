import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningServer, startServer } from '../bench/running-server.ts';

const forEveryone = { enabled: true, offVariant: null, rollout: { schedule: { kind: 'fixed', percentage: 100 } } };

/** Flags that samples and examples read, with other values than their declared fallbacks. */
const FLAGS = [
  { key: 'new-checkout', enabled: true, rollout: forEveryone.rollout },
  { key: 'color', type: 'string', variants: [{ key: 'blue', value: 'blue' }], onVariant: 'blue', ...forEveryone },
  { key: 'upload-limit', type: 'number', variants: [{ key: 'many', value: 25 }], onVariant: 'many', ...forEveryone },
];

/** A server with the flags of the samples. */
export type SampleServer = RunningServer & {
  /** A server key that follows the flags. */
  readonly key: string;
  /** Creates a web key for the pages of an origin. */
  readonly createWebKey: (origin: string) => Promise<string>;
  /** Switches a flag on or off. */
  readonly setEnabled: (key: string, enabled: boolean) => Promise<void>;
};

/** Starts a server with the flags of the samples, all switched on, on an embedded database. */
export async function startSampleServer(): Promise<SampleServer> {
  const folder = mkdtempSync(join(tmpdir(), 'burgee-samples-'));
  const server = await startServer({ DATA_DIR: folder, LOG_LEVEL: 'silent' });
  for (const flag of FLAGS) await post(server, '/api/admin/flags', flag);
  const { environment } = await post<{ environment: string }>(server, '/api/admin/flags', { key: 'other' });
  return {
    ...server,
    key: await createKey(server, { kind: 'server', environment, name: 'samples' }),
    createWebKey: (origin) => createKey(server, { kind: 'web', environment, name: 'pages', origins: [origin] }),
    setEnabled: async (key, enabled) => {
      await post(server, '/trpc/flags.setEnabled', { environment, key, enabled });
    },
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function createKey(server: RunningServer, input: object): Promise<string> {
  const made = await post<{ result: { data: { secret: string } } }>(server, '/trpc/keys.create', input);
  return made.result.data.secret;
}

async function post<T>({ url, token }: RunningServer, path: string, body: object): Promise<T> {
  const response = await fetch(url + path, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path} failed: ${await response.text()}`);
  return (await response.json()) as T;
}
