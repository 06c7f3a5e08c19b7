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

/** A server with the flags of the samples, and a server key that follows them. */
export type SampleServer = RunningServer & { readonly key: string };

/** Starts a server with the flags of the samples, all switched on, on an embedded database. */
export async function startSampleServer(): Promise<SampleServer> {
  const folder = mkdtempSync(join(tmpdir(), 'burgee-samples-'));
  const server = await startServer({ DATA_DIR: folder, LOG_LEVEL: 'silent' });
  for (const flag of FLAGS) await post(server, '/api/admin/flags', flag);
  const { environment } = await post<{ environment: string }>(server, '/api/admin/flags', { key: 'other' });
  const made = await post<{ result: { data: { secret: string } } }>(server, '/trpc/keys.create', {
    ...{ kind: 'server', environment, name: 'samples' },
  });
  return {
    ...server,
    key: made.result.data.secret,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
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
