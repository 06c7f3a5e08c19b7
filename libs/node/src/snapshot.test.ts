import { aFlag, aUserOverride, NOW } from '@burgee/testing';
import fc from 'fast-check';
import { chmodSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createRulesetFile } from './keep-snapshot.ts';
import { follow, startTestBurgee } from './test-burgee.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'burgee-snapshot-'));
  path = join(folder, 'made/flags.json');
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

const FLAGS = [aFlag({ key: 'a' })];
const AWAY = { fetch: () => Promise.reject(new Error('no route to host')) };
const failed = ({ error }: { error: unknown }) => error !== undefined;

/** Follows a server for a moment, so that there is a file. */
async function writeSnapshot(fields: Parameters<typeof startTestBurgee>[0] = { flags: FLAGS }): Promise<void> {
  const server = follow(startTestBurgee(fields, [aUserOverride({ target: 'ann' })]), { snapshot: path });
  await server.ready();
  await server.close();
}

describe('13.9 a snapshot', () => {
  it('serves flags while the server is away', async () => {
    await writeSnapshot();
    await using server = follow(AWAY, { snapshot: path, runtime: { now: () => NOW + 60_000 } });
    await server.ready();

    expect((await server.for({ userId: 'ben' })).isEnabled('a')).toBe(true);
    expect((await server.for({ userId: 'ben' })).isStale).toBe(false);
    expect((await server.for({ userId: 'ann' })).isStale).toBe(true);
    expect(server.status()).toMatchObject({
      ...{ state: 'stale', source: 'snapshot', version: 1, confirmedAt: NOW, ageMs: 60_000 },
      environment: 'production',
    });
    expect(server.codes()).toEqual(['SERVER_UNAVAILABLE', 'OVERRIDES_UNAVAILABLE']);
  });

  it('is readable by its owner only, and is replaced as a whole', async () => {
    await writeSnapshot();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    chmodSync(path, 0o644);
    await writeSnapshot({ flags: FLAGS, version: 2 });
    expect(statSync(path).mode & 0o777).toBe(0o600);
    expect(readdirSync(join(folder, 'made'))).toEqual(['flags.json']);
    expect(readFileSync(path, 'utf8')).not.toContain('srv_test');
  });

  it('is written once for the changes of 5 s, and again when the server closes', async () => {
    vi.useFakeTimers();
    const burgee = startTestBurgee({ flags: FLAGS });
    const server = follow(burgee, { snapshot: path });
    await server.until(({ connection }) => connection === 'live');
    const versionInFile = async () => (await file().read()).snapshot?.synced.version;
    await vi.waitFor(async () => expect(await versionInFile()).toBe(1));
    for (const enabled of [false, true]) burgee.change({ flags: { put: [aFlag({ key: 'a', enabled })], delete: [] } });
    await server.until(({ version }) => version === 3);
    expect(await versionInFile()).toBe(1);
    await vi.advanceTimersByTimeAsync(5_000);
    await vi.waitFor(async () => expect(await versionInFile()).toBe(3));
    burgee.change({ flags: { put: [aFlag({ key: 'b' })], delete: [] } });
    await server.until(({ version }) => version === 4);
    await server.close();
    expect(await versionInFile()).toBe(4);
  });

  it('has the ids that may have overrides, with those of later changes', async () => {
    const burgee = startTestBurgee({ flags: FLAGS }, [aUserOverride({ target: 'ann' })]);
    const server = follow(burgee, { snapshot: path });
    await server.until(({ connection }) => connection === 'live');
    burgee.change({}, { ids: [{ type: 'user', id: aUserOverride({ target: 'ben' }).target }] });
    await server.until(({ version }) => version === 2);
    await server.close();
    await using restored = follow(AWAY, { snapshot: path });
    await restored.ready();
    const isStale = async (userId: string) => (await restored.for({ userId })).isStale;
    expect([await isStale('ann'), await isStale('ben'), await isStale('cem')]).toEqual([true, true, false]);
  });

  it('gives way to the server, even if it is newer than the file', async () => {
    await writeSnapshot();
    await using server = follow(startTestBurgee({ flags: FLAGS, version: 3 }), { snapshot: path });
    await server.ready();
    expect(server.status()).toMatchObject({ source: 'server', version: 3 });
  });

  it('is not needed: without a file, nothing is reported', async () => {
    await using server = follow(startTestBurgee({ flags: FLAGS }), { snapshot: path });
    await server.ready();
    expect(server.problems).toEqual([]);
  });
});

describe('13.9 a file that cannot be used is ignored with a reason', () => {
  const problemOf = async () => {
    await using server = follow(AWAY, { snapshot: path });
    await server.until(failed);
    await vi.waitFor(() => expect(server.codes()).toContain('SNAPSHOT_IGNORED'));
    expect(server.status()).toMatchObject({ source: 'default', version: undefined });
    expect((await server.for({})).isEnabled('a')).toBe(false);
    return server.problems.find(({ code }) => code === 'SNAPSHOT_IGNORED')?.message;
  };

  it.each([[0], [1], [20], [300], [-1]])('torn at %j', async (end) => {
    await writeSnapshot();
    writeFileSync(path, readFileSync(path).subarray(0, end));
    expect(await problemOf()).toMatch(/first line is damaged|bytes of content, not/);
  });

  it('with any bit flipped', async () => {
    await writeSnapshot();
    const file = readFileSync(path);
    await fc.assert(
      fc.asyncProperty(fc.nat(file.length * 8 - 1), async (bit) => {
        const flipped = Buffer.from(file);
        flipped[bit >> 3] = (flipped[bit >> 3] as number) ^ (1 << (bit & 7));
        writeFileSync(path, flipped);
        const read = await createRulesetFile(path, { url: 'https://burgee.test', key: 'srv_test' }, 'x').read();
        expect(read.snapshot, `bit ${bit}`).toBeUndefined();
        expect(read.problem).toEqual(expect.any(String));
      }),
    );
  });

  it('of another key or server', async () => {
    await writeSnapshot();
    await using server = follow(AWAY, { snapshot: path, key: 'srv_other' });
    await server.until(failed);
    await vi.waitFor(() => expect(server.problems[1]?.message).toContain('it belongs to another server or key'));
    expect((await server.for({})).isEnabled('a')).toBe(false);
  });

  it('of another kind', async () => {
    mkdirSync(path, { recursive: true });
    expect(await problemOf()).toContain('it cannot be read');
    rmSync(path, { recursive: true });
    writeFileSync(path, '{"flags":[]}\n');
    expect(await problemOf()).toContain('it is not a snapshot');
  });

  it('older than what the server has sent in the meantime', async () => {
    await writeSnapshot();
    const burgee = startTestBurgee({ flags: FLAGS, version: 3 });
    const server = follow(burgee);
    await server.ready();
    await server.close();
    const { snapshot } = await file().read();
    expect(snapshot?.synced.version).toBe(1);
    await using late = follow(burgee, { snapshot: path });
    await late.until(({ source }) => source === 'server');
    expect(late.status().version).toBe(3);
  });
});

describe('13.9 a file that cannot be written', () => {
  it('is reported, and nothing else happens', async () => {
    writeFileSync(join(folder, 'made'), 'not a folder');
    await using server = follow(startTestBurgee({ flags: FLAGS }), { snapshot: path });
    await server.ready();
    await vi.waitFor(() => expect(server.codes()).toContain('SNAPSHOT_NOT_WRITTEN'));
    expect((await server.for({})).isEnabled('a')).toBe(true);
  });

  it('is kept if another process has written a newer version', async () => {
    await writeSnapshot({ flags: FLAGS, version: 5 });
    await writeSnapshot({ flags: FLAGS, version: 4 });
    expect((await file().read()).snapshot?.synced.version).toBe(5);
  });
});

function file() {
  return createRulesetFile(path, { url: 'https://burgee.test', key: 'srv_test' }, 'test');
}
