import { eventually } from '@burgee/testing';
import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { spawnServer } from '../test-process.ts';
import { openStreams } from '../test-streams.ts';

/** The ceiling that docs/operations.md promises. */
const CEILING_MB = 512;
const STREAMS = 1_000;
const CHANGES = 30;

/** The peak memory of a process in MB, which only Linux reports. */
function peakOf(pid: number | undefined): number {
  return Number(/VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1]) / 1024;
}

it.runIf(process.platform === 'linux')(
  `R4 a server with ${STREAMS} streams stays under ${CEILING_MB} MB, and each stream receives the newest version`,
  async () => {
    // Slow writes on a busy machine must not fail this test.
    await using server = await spawnServer({ DATABASE_REQUEST_TIMEOUT_MS: '30000' });
    const streams = (await Promise.all(Array.from({ length: 10 }, () => openStreams(STREAMS / 10, server.url)))).flat();
    for (let change = 0; change < CHANGES; change++) {
      const { status } = await fetch(`${server.url}/api/admin/flags/wishlist-gallery`, {
        method: 'POST',
        headers: { Authorization: `Bearer ${server.token}`, 'Content-Type': 'application/json' },
        body: JSON.stringify({ enabled: change % 2 === 0 }),
      });
      expect(status).toBe(200);
    }
    const ready = (await (await fetch(`${server.url}/readyz`)).json()) as { versions: { development: number } };
    const newest = `data: {"version":${ready.versions.development}}`;
    await eventually(() => expect(streams.filter(({ text }) => !text().includes(newest))).toHaveLength(0));
    expect(peakOf(server.child.pid)).toBeLessThan(CEILING_MB);
    for (const { close } of streams) close();
  },
);
