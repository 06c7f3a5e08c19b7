import { inReactRequest } from '@burgee/testing/react-request';
import React from 'react';
import { startFlags } from '../test-adapters.ts';
import { createNextFlags } from './index.ts';

// The program of `create-next-flags.test.ts`. It runs with the condition `react-server`, like server components.

const request = <T>(render: () => Promise<T>) => inReactRequest(React, render);

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
