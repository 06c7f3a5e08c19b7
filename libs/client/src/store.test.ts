import { expect, it } from 'vitest';
import { createStore } from './store.ts';

it('a listener that subscribes during a notification is called for the next change', () => {
  const store = createStore(1);
  const told: number[] = [];
  const listen = () => {
    const stop = store.subscribe(() => {
      told.push(store.get());
      stop();
      listen();
    });
  };
  listen();
  store.set(2);
  store.set(2);
  store.set(3);

  expect(told).toEqual([2, 3]);
});
