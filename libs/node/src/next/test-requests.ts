import React from 'react';
import { startFlags } from '../test-adapters.ts';
import { createNextFlags } from './index.ts';

// The program of `create-next-flags.test.ts`. It runs with the condition `react-server`, like server components.

type Dispatcher = { getCacheForType<T>(create: () => T): T };
const internals = React as unknown as {
  readonly __SERVER_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE: { A: Dispatcher | null };
};

/** Gives `render` a cache of its own, as React does for each request. */
async function request<T>(render: () => Promise<T>): Promise<T> {
  const caches = new Map<() => unknown, unknown>();
  const getCacheForType = <T>(create: () => T): T => {
    if (!caches.has(create)) caches.set(create, create());
    return caches.get(create) as T;
  };
  const shared = internals.__SERVER_INTERNALS_DO_NOT_USE_OR_WARN_USERS_THEY_CANNOT_UPGRADE;
  shared.A = { getCacheForType };
  try {
    return await render();
  } finally {
    shared.A = null;
  }
}

await using burgee = await startFlags();
let contexts = 0;
let userId = 'ann';
const { getFlags, getBootstrap } = createNextFlags(burgee, async () => {
  contexts += 1;
  return { userId };
});

const ann = await request(async () => {
  const [layout, page, bootstrap] = await Promise.all([getFlags(), getFlags(), getBootstrap()]);
  return [layout === page, page.isEnabled('new-checkout'), bootstrap?.flags['new-checkout']?.enabled, contexts];
});
userId = 'ben';
const ben = await request(async () => [(await getFlags()).isEnabled('new-checkout'), contexts]);
console.log(JSON.stringify({ ann, ben }));
