import { expect, it } from 'vitest';
import { repeat } from './repeat.ts';

it('repeats a task, also after a failure, until it is stopped', async () => {
  const third = Promise.withResolvers<void>();
  let runs = 0;
  const failures: unknown[] = [];
  const stop = repeat({
    everyMs: 1,
    task: async () => {
      if (++runs === 3) third.resolve();
      if (runs === 1) throw new Error('away');
    },
    onFailed: (error) => void failures.push(error),
  });
  await third.promise;
  await stop();
  expect(failures).toMatchObject([{ message: 'away' }]);
});
