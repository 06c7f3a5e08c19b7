import { HOUR_MS } from '@burgee/contracts';
import type { Database } from '@burgee/data-access';
import { expect, it } from 'vitest';
import { createServerTime } from './server-time.ts';

const START = Date.parse('2027-01-01T12:00:00Z');

/** A server and a database with clocks that a test sets. */
function aServer({ ahead = 0 } = {}) {
  const world = { passedMs: 0, serverAhead: ahead, databaseAhead: 0, roundTripMs: 10 };
  const problems: string[] = [];
  const time = createServerTime({
    now: () => new Date(START + world.passedMs + world.serverAhead),
    clock: () => 5_000 + world.passedMs,
    onApart: (problem) => problems.push(problem),
  });
  const database: Pick<Database, 'read'> = {
    read: async (work) => {
      world.passedMs += world.roundTripMs / 2;
      const ms = START + world.passedMs + world.databaseAhead;
      world.passedMs += world.roundTripMs / 2;
      return work({ execute: async () => [{ ms }] } as never);
    },
  };
  /** How far the server's time is ahead of the true time. */
  const error = () => time.now().getTime() - START - world.passedMs;
  return { world, problems, time, error, compare: () => time.compare(database) };
}

it('10.2 a clock that differs by less than a second is used uncorrected', async () => {
  const { time, error, compare, problems } = aServer({ ahead: -900 });
  expect(time.status()).toEqual({ offsetMs: null, uncertaintyMs: null, isTrusted: true });
  await compare();
  expect([error(), time.status(), problems]).toEqual([-900, { offsetMs: -900, uncertaintyMs: 5, isTrusted: true }, []]);
});

it.each([2 * HOUR_MS, -2 * HOUR_MS, 1_010, -1_010])(
  '10.2 a clock that is %i ms ahead of the database is reported and corrected',
  async (ahead) => {
    const { time, error, compare, problems } = aServer({ ahead });
    await compare();
    // A clock that was ahead by seconds stands still until the time has caught up.
    expect(error()).toBe(ahead === 1_010 ? 1_000 : 0);
    expect(time.status()).toEqual({ offsetMs: ahead, uncertaintyMs: 5, isTrusted: false });
    const seconds = (Math.abs(ahead) / 1000).toFixed(1);
    expect(problems).toEqual([
      `this server's clock is ${seconds} s ${ahead > 0 ? 'ahead of' : 'behind'} the database's`,
    ]);
  },
);

it('10.2 a slow answer proves nothing, because half of the round trip is uncertain', async () => {
  const { world, time, error, compare, problems } = aServer({ ahead: 1_400 });
  world.roundTripMs = 1_000;
  await compare();
  expect([error(), time.status().isTrusted, problems]).toEqual([1_400, true, []]);
});

it('10.2 a clock that jumps while the server runs changes no answer, and is reported', async () => {
  const { world, time, error, compare } = aServer();
  await compare();
  for (const jump of [2 * HOUR_MS, -2 * HOUR_MS]) {
    world.serverAhead = jump;
    expect(error()).toBe(0);
    await compare();
    expect([error(), time.status()]).toMatchObject([0, { offsetMs: jump, isTrusted: false }]);
  }
  world.serverAhead = 0;
  await compare();
  expect(time.status().isTrusted).toBe(true);
});

it('10.2 the time is corrected after the machine slept', async () => {
  const { world, time, error, compare } = aServer();
  await compare();
  // The monotonic clock stops while the machine sleeps; the other two continue.
  world.serverAhead = world.databaseAhead = HOUR_MS;
  await compare();
  expect([error(), time.status().isTrusted]).toEqual([HOUR_MS, true]);
});

it('10.2 time stands still for up to a minute rather than going back; a larger error sets it back', async () => {
  const { world, time, error, compare } = aServer();
  await compare();
  const before = time.now();
  world.databaseAhead = -30_000;
  await compare();
  expect(time.now().getTime()).toBeGreaterThanOrEqual(before.getTime());
  expect(time.now().getTime() - before.getTime()).toBeLessThan(100);
  world.passedMs += 40_000;
  expect(error()).toBe(-30_000);
  world.databaseAhead = -2 * HOUR_MS;
  await compare();
  expect(error()).toBe(-2 * HOUR_MS);
});

it('10.2 a failed comparison leaves the time unchanged', async () => {
  const { time, error } = aServer({ ahead: HOUR_MS });
  await expect(time.compare({ read: async () => Promise.reject(new Error('away')) })).rejects.toThrow('away');
  expect([error(), time.status().offsetMs]).toEqual([HOUR_MS, null]);
});
