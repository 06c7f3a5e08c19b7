import type { SyncedKeys } from '@burgee/contracts/sync';
import { NOW } from '@burgee/testing';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { FlagServerProblem } from './flag-server-types.ts';
import { createKeyFollower, createKeysFile } from './key-follower.ts';
import { createProblems } from './problems.ts';

let folder: string;
let path: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'burgee-keys-'));
  path = join(folder, 'keys.json');
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
});
afterEach(() => {
  vi.useRealTimers();
  rmSync(folder, { recursive: true, force: true });
});

function aList(version: number, ids: readonly string[], origin = 'here'): SyncedKeys {
  const keys = ids.map((id) => ({ hash: id, id, name: id, kind: 'server', origins: [], endsAt: null }));
  return { environment: 'production', origin, version, keys } as unknown as SyncedKeys;
}

/** Follows keys that the test sets; `undefined` is an unreachable server. */
function follow(first: SyncedKeys | undefined) {
  const server = { list: first, asked: [] as (string | undefined)[] };
  const problems: FlagServerProblem[] = [];
  const lists: string[][] = [];
  const follower = createKeyFollower({
    requests: {
      keys: async (etag) => {
        server.asked.push(etag);
        if (!server.list) throw new Error('no route to host');
        const own = `"${server.list.origin} ${server.list.version}"`;
        return etag === own ? undefined : { etag: own, synced: server.list };
      },
    },
    file: createKeysFile(path, { url: 'https://burgee.test', key: 'srv_test' }, 'test'),
    runtime: { now: () => NOW, random: () => 0 },
    problems: createProblems((problem) => problems.push(problem)),
    onKeys: ({ keys }) => lists.push(keys.map(({ id }) => id)),
  });
  follower.start();
  return { ...follower, server, problems, lists, [Symbol.asyncDispose]: follower.stop };
}

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms);
const isReported = async ({ lists }: { lists: string[][] }, count: number) =>
  vi.waitFor(() => expect(lists).toHaveLength(count));

describe('13.10 the keys that an edge accepts', () => {
  it('are requested every 2 s, and replaced only when they change', async () => {
    await using at = follow(aList(1, ['a']));
    await isReported(at, 1);
    await pass(4_000);
    expect(at.server.asked).toEqual([undefined, '"here 1"', '"here 1"']);
    at.server.list = aList(2, ['a', 'b']);
    await pass(2_000);
    expect(at.lists).toEqual([['a'], ['a', 'b']]);
    expect(at.confirmedAt()).toBe(NOW);
  });

  it('stay revoked if another server has not learned of that yet', async () => {
    await using at = follow(aList(6, ['a']));
    await isReported(at, 1);
    at.server.list = aList(5, ['a', 'revoked']);
    await pass(10_000);
    expect(at.lists).toEqual([['a']]);
  });

  it('are those of another database, at any version', async () => {
    await using at = follow(aList(6, ['a']));
    await isReported(at, 1);
    at.server.list = aList(1, ['b'], 'restored');
    await pass(2_000);
    expect(at.lists).toEqual([['a'], ['b']]);
  });

  it('stay while the server is away, which is reported once', async () => {
    await using at = follow(aList(1, ['a']));
    await isReported(at, 1);
    at.server.list = undefined;
    await pass(30_000);
    expect(at.held()?.version).toBe(1);
    expect(at.problems).toEqual([{ code: 'SERVER_UNAVAILABLE', message: 'The keys: no route to host' }]);
    at.server.list = aList(2, ['b']);
    at.refresh();
    await isReported(at, 2);
  });

  it('are kept in a file for the next start, readable by its owner only', async () => {
    const first = follow(aList(3, ['a']));
    await isReported(first, 1);
    await first.stop();
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await using second = follow(undefined);
    await isReported(second, 1);
    expect([second.lists, second.confirmedAt()]).toEqual([[['a']], NOW]);
  });

  it('of the server take precedence over those of the file', async () => {
    const first = follow(aList(3, ['a']));
    await isReported(first, 1);
    await first.stop();
    await using second = follow(aList(3, ['b']));
    await vi.waitFor(() => expect(second.lists.at(-1)).toEqual(['b']));
    await pass(10_000);
    expect(second.lists.at(-1)).toEqual(['b']);
  });

  it('ignore a file that is torn, and report a file that cannot be written', async () => {
    const first = follow(aList(3, ['a']));
    await isReported(first, 1);
    await first.stop();
    writeFileSync(path, readFileSync(path).subarray(0, -5));
    const torn = follow(undefined);
    await vi.waitFor(() => expect(torn.problems.map(({ code }) => code)).toContain('SNAPSHOT_IGNORED'));
    expect(torn.held()).toBeUndefined();
    await torn.stop();
    path = join(path, 'below a file');
    await using unwritable = follow(aList(4, ['b']));
    await vi.waitFor(() => expect(unwritable.problems.map(({ code }) => code)).toContain('SNAPSHOT_NOT_WRITTEN'));
    expect(unwritable.held()?.version).toBe(4);
  });
});
