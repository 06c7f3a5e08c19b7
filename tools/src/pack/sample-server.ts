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

/** Starts a server with the flags of the samples, all switched on, on an embedded database. */
export async function startSampleServer(): Promise<RunningServer> {
  const folder = mkdtempSync(join(tmpdir(), 'burgee-samples-'));
  const server = await startServer({ DATA_DIR: folder, LOG_LEVEL: 'silent' });
  for (const flag of FLAGS) await createFlag(server, flag);
  return {
    ...server,
    [Symbol.asyncDispose]: async () => {
      await server[Symbol.asyncDispose]();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

async function createFlag({ url, token }: RunningServer, flag: object): Promise<void> {
  const response = await fetch(`${url}/api/admin/flags`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify(flag),
  });
  if (!response.ok) throw new Error(`creating a flag failed: ${await response.text()}`);
}
