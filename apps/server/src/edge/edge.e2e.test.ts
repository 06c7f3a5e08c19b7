import { createDatabase, eventually, SCRATCH_FOLDER } from '@burgee/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, inject, it } from 'vitest';
import { launchServer, type ServerProcess, spawnServer } from '../test-process.ts';

let directory: string;
const running = new Set<ServerProcess>();
beforeEach(async () => {
  directory = await mkdtemp(join(SCRATCH_FOLDER, 'burgee-edge-process-'));
});
afterEach(async () => {
  for (const server of running) await server[Symbol.asyncDispose]();
  running.clear();
  await rm(directory, { recursive: true, force: true });
});

/** Returns a port that is free now, so that a server can return to it. */
async function freePort(): Promise<string> {
  const server = createServer().listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  const { port } = server.address() as { port: number };
  await new Promise((resolve) => server.close(resolve));
  return String(port);
}

async function launchEdge(url: string, key: string): Promise<ServerProcess & { readonly url: string }> {
  const edge = launchServer({ BURGEE_MODE: 'edge', UPSTREAM_URL: url, UPSTREAM_KEY: key, DATA_DIR: directory });
  running.add(edge);
  return { ...edge, url: (await edge.ready()).url };
}

async function launchUpstream(settings: Record<string, string>) {
  const server = await spawnServer(settings);
  running.add(server);
  const send = async (path: string, body: object): Promise<unknown> => {
    const response = await fetch(server.url + path, {
      method: 'POST',
      headers: { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(200);
    return response.json();
  };
  return {
    ...server,
    setEnabled: (enabled: boolean) => send('/api/admin/flags/wishlist-gallery', { enabled, rolloutPercentage: 100 }),
    newKey: async () => {
      const body = { kind: 'server', environment: 'development', name: 'edge' };
      const created = (await send('/trpc/keys.create', body)) as { result: { data: { secret: string } } };
      return created.result.data.secret;
    },
  };
}

async function isEnabled(url: string): Promise<boolean | undefined> {
  const response = await fetch(`${url}/api/config/flags`);
  return ((await response.json()) as Record<string, boolean>)['wishlist-gallery'];
}

describe('13.10 an edge in its own process', () => {
  it('answers while its server is killed, after its own kill as well, and is current once the server returns', async () => {
    const DATABASE_URL = await createDatabase(inject('postgresUrl'));
    const settings = { DATABASE_URL, PORT: await freePort(), DEMO: 'true' };
    const first = await launchUpstream(settings);
    await first.setEnabled(true);
    const key = await first.newKey();
    const edge = await launchEdge(first.url, key);
    expect(edge.output.err).toBe('');
    await eventually(async () => expect(await isEnabled(edge.url)).toBe(true));
    await first.setEnabled(false);
    await eventually(async () => expect(await isEnabled(edge.url)).toBe(false));

    first.child.kill('SIGKILL');
    await first.exited;
    expect(await isEnabled(edge.url)).toBe(false);
    edge.child.kill('SIGTERM');
    expect(await edge.exited).toBe(0);
    const again = await launchEdge(first.url, key);
    expect(await isEnabled(again.url)).toBe(false);
    const explained = await fetch(`${again.url}/api/config/evaluate`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${key}`, 'Content-Type': 'application/json' },
      body: '{"explain":true}',
    });
    expect(explained.status).toBe(200);
    again.child.kill('SIGKILL');
    await again.exited;
    const third = await launchEdge(first.url, key);
    expect(await isEnabled(third.url)).toBe(false);

    const second = await launchUpstream(settings);
    await second.setEnabled(true);
    await eventually(async () => expect(await isEnabled(third.url)).toBe(true));
  });
});
