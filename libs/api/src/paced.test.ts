import { describe, expect, it } from 'vitest';
import { paced } from './paced.ts';

/** Simulates work that keeps the process busy for a given time, with its own clock. */
function startWork(busyPerRunMs: number) {
  const time = { now: 0, busy: 0 };
  const begun: [string, number][] = [];
  const pauses: number[] = [];
  let fail: Error | undefined;
  const run = paced<string>(
    async (key) => {
      begun.push([key, time.now]);
      await Promise.resolve();
      time.now += busyPerRunMs;
      time.busy += busyPerRunMs;
      if (fail) throw fail;
    },
    {
      busyMs: () => time.busy,
      clock: () => time.now,
      pause: async (ms) => {
        pauses.push(ms);
        time.now += ms;
      },
    },
  );
  return { run, time, begun, pauses, failWith: (error: Error | undefined) => (fail = error) };
}

describe('10.4 paced loads', () => {
  it('share a running load, and the one after its pause', async () => {
    const { run, begun, pauses } = startWork(10);
    await Promise.all([run('production'), run('production')]);
    expect(begun).toEqual([['production', 0]]);
    await Promise.all([run('production'), run('production'), run('production')]);
    expect(begun).toEqual([
      ['production', 0],
      ['production', 30],
    ]);
    expect(pauses).toEqual([20]);
  });

  it('begin at once if the pause has already passed', async () => {
    const { run, time, pauses } = startWork(10);
    await run('production');
    time.now += 20;
    await run('production');
    expect(pauses).toEqual([]);
  });

  it('pause for at most a second', async () => {
    const { run, pauses } = startWork(60_000);
    await run('production');
    await run('production');
    expect(pauses).toEqual([1_000]);
  });

  it('do not pause for time that the process spent waiting', async () => {
    const { run, time, pauses } = startWork(0);
    await run('production');
    time.now += 1;
    await run('production');
    expect(pauses).toEqual([]);
  });

  it('of one environment do not wait for those of another', async () => {
    const { run, begun } = startWork(10);
    await run('production');
    await run('development');
    expect(begun).toEqual([
      ['production', 0],
      ['development', 10],
    ]);
  });

  it('continue after a failure, which every caller of that run receives', async () => {
    const { run, failWith } = startWork(10);
    failWith(new Error('away'));
    const [one, other] = await Promise.allSettled([run('production'), run('production')]);
    expect([one, other]).toMatchObject([{ reason: { message: 'away' } }, { reason: { message: 'away' } }]);
    failWith(undefined);
    await expect(run('production')).resolves.toBeUndefined();
  });
});
