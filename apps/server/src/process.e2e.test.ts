import { createDatabase, eventually, SCRATCH_FOLDER } from '@burgee/testing';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { launchServer, type ServerProcess } from './test-process.ts';

let directory: string;
const running = new Set<ServerProcess>();

// One folder for all tests: creating an embedded database takes seconds, and only the first test does it.
beforeAll(async () => {
  directory = await mkdtemp(join(SCRATCH_FOLDER, 'burgee-process-'));
});
afterEach(async () => {
  for (const server of running) await server[Symbol.asyncDispose]();
  running.clear();
});
afterAll(() => rm(directory, { recursive: true, force: true }));

function launch(settings: Record<string, string> = {}): ServerProcess {
  const server = launchServer({ DATA_DIR: directory, ...settings });
  running.add(server);
  return server;
}

async function setEnabled({ url, token }: { url: string; token: string }, enabled: boolean): Promise<number> {
  const response = await fetch(`${url}/api/admin/flags/wishlist-gallery`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ enabled, rolloutPercentage: 100 }),
  });
  return response.status;
}

describe('a first start with nothing but Node', () => {
  it('prints its URL and a valid token, in at most 12 lines and without warnings', async () => {
    const server = launch();
    const printed = await server.ready();
    expect(server.output.out.trim().split('\n').length).toBeLessThanOrEqual(12);
    expect(server.output.err).toBe('');
    expect(server.output.out).toContain(`Admin  ${printed.url}/admin/`);
    expect(await setEnabled(printed, true)).toBe(200);
    expect(await (await fetch(`${printed.url}/api/config/flags`)).json()).toMatchObject({ 'wishlist-gallery': true });
    server.child.kill('SIGTERM');
    expect(await server.exited).toBe(0);
  });

  it('R7 loses no acknowledged change when it is killed, and starts again immediately', async () => {
    const first = launch();
    expect(await setEnabled(await first.ready(), false)).toBe(200);
    first.child.kill('SIGKILL');
    await first.exited;
    const second = launch();
    const { url } = await second.ready();
    expect(await (await fetch(`${url}/api/config/flags`)).json()).toMatchObject({ 'wishlist-gallery': false });
  });

  it('refuses a folder in use by another server, and reports its process', async () => {
    const first = launch();
    await first.ready();
    const second = launch();
    expect(await second.exited).toBe(1);
    expect(second.output.err).toContain(`in use by process ${first.child.pid}`);
  });
});

/** Returns the port from the log, which may arrive after the printed lines. */
function portOf({ output }: ReturnType<typeof launch>): Promise<string> {
  return eventually(() => /"port":(\d+)/.exec(output.out)?.[1] ?? Promise.reject(new Error(output.out)));
}

describe('A4 the setup link', () => {
  const link = ({ output }: ReturnType<typeof launch>) =>
    /^Set-up link \(once, until \d\d:\d\d\): (\S+)\/admin\/setup\?token=(\S+)$/m.exec(output.out);

  it('is printed, a new one at each start, until someone has joined, and is never logged', async () => {
    const settings = {
      NODE_ENV: 'production',
      AUTH_SECRET: 'mN3vQ8xL2pR7tY5wZ9bC4dF6gH1jK0sA',
      DATABASE_URL: await createDatabase(inject('postgresUrl')),
      PUBLIC_URL: 'https://flags.example.com/',
      LOG_LEVEL: 'trace',
    };
    const first = launch(settings);
    await eventually(() => expect(link(first)?.[1]).toBe('https://flags.example.com'));
    const second = launch(settings);
    await eventually(() => expect(link(second)).toBeTruthy());
    const port = await portOf(second);
    const join = async (token: string | undefined) => {
      const { status } = await fetch(`http://localhost:${port}/trpc/session.join`, {
        method: 'POST',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify({ token, email: 'ada@example.org', name: 'Ada', password: 'correct horse battery' }),
      });
      return status;
    };
    expect(await join(link(first)?.[2])).toBe(404);
    expect(await join(link(second)?.[2])).toBe(200);
    const third = launch(settings);
    await eventually(() => expect(third.output.out).toContain('"msg":"ready"'));
    third.child.kill('SIGTERM');
    await third.exited;
    expect(third.output.out).not.toContain('Set-up link');
    for (const { output } of [first, second])
      expect(output.out.split(String(link({ output } as never)?.[2]))).toHaveLength(2);
  });
});

describe('settings', () => {
  it('that are invalid are all reported at once, and prevent the start', async () => {
    const server = launch({ PORT: 'many', DATABASE_URL: 'mysql://x', PUBLIC_EVALUATION: 'perhaps' });
    expect(await server.exited).toBe(1);
    for (const name of ['PORT', 'DATABASE_URL', 'PUBLIC_EVALUATION']) expect(server.output.err).toContain(`${name}:`);
  });

  it('A3 in production need a proper secret: a missing, short or example one prevents the start', async () => {
    for (const secret of ['', 'short', 'change-me-change-me-change-me-change-me']) {
      const server = launch({ NODE_ENV: 'production', AUTH_SECRET: secret });
      expect(await server.exited).toBe(1);
      expect(server.output.err).toContain('AUTH_SECRET:');
    }
  });

  it('in production print no token, serve and seed no demo, and log one JSON line per event', async () => {
    const server = launch({
      NODE_ENV: 'production',
      AUTH_SECRET: 'mN3vQ8xL2pR7tY5wZ9bC4dF6gH1jK0sA',
      DATABASE_URL: await createDatabase(inject('postgresUrl')),
    });
    await eventually(() => expect(server.output.out).toContain('Set-up link'));
    const port = await portOf(server);
    const lines = server.output.out
      .trim()
      .split('\n')
      .filter((line) => !line.startsWith('Set-up link'))
      .map((line) => JSON.parse(line) as object);
    expect(lines).not.toEqual([]);
    expect(await (await fetch(`http://localhost:${port}/api/config/flags`)).json()).toEqual({});
    const first = await fetch(`http://localhost:${port}/`, { redirect: 'manual' });
    expect(first.headers.get('location')).toBe('/admin/');
    for (const path of ['/wishlist/', '/api/wishlist']) {
      expect((await fetch(`http://localhost:${port}${path}`)).status).toBe(404);
    }
    expect(server.output.out).not.toContain('eyJ');
    server.child.kill('SIGTERM');
    expect(await server.exited).toBe(0);
  });
});
