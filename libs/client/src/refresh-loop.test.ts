import { expect, it } from 'vitest';
import { createRefreshLoop } from './refresh-loop.ts';

it('does not lose a version that is announced just as a load ends', async () => {
  let announced = 1;
  let loaded = 0;
  const loads: number[] = [];
  const loop = createRefreshLoop(
    () => {
      loads.push(announced);
      loaded = announced;
      const done = Promise.resolve(undefined);
      // After the load has succeeded, and before the loop knows it.
      if (loads.length === 1) {
        void done.then(() => {
          announced = 2;
          loop.refresh();
        });
      }
      return done;
    },
    () => (loaded < announced ? 0 : 60_000),
    () => 0,
  );
  loop.refresh();
  await expect.poll(() => loads).toEqual([1, 2]);

  loop.stop();
});
