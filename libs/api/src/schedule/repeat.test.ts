import { HOUR_MS } from '@burgee/contracts';
import { expect, it } from 'vitest';
import { repeat } from './repeat.ts';

it.each([true, false])('repeats a task, even after a failure, until it is stopped; eager: %s', async (isEager) => {
  const third = Promise.withResolvers<void>();
  let runs = 0;
  const failures: unknown[] = [];
  const stop = repeat({
    everyMs: 1,
    isEager,
    task: async () => {
      if (++runs === 3) third.resolve();
      if (runs === 1) throw new Error('away');
    },
    onFailed: (error) => void failures.push(error),
  });
  expect(runs).toBe(isEager ? 1 : 0);
  await third.promise;
  await stop();
  expect(failures).toMatchObject([{ message: 'away' }]);
});

it('a repetition that is stopped before its first run does nothing', async () => {
  let runs = 0;
  const task = async () => void runs++;
  await repeat({ everyMs: HOUR_MS, isEager: false, task, onFailed: () => undefined })();
  expect(runs).toBe(0);
});
