import { inReactRequest } from '@burgee/testing/react-request';
import React from 'react';
import { getFlags } from './index.ts';

// The program of `get-flags.test.ts`. It runs with the condition `react-server`, like server components.

const request = <T>(render: () => Promise<T>) => inReactRequest(React, render);

/** A flag server whose results are numbered, so that a shared one can be recognized. */
function numberedServer() {
  let last = 0;
  return { for: async (_context: object) => (last += 1) };
}

const server = numberedServer();
const other = numberedServer();
const ann = { userId: 'ann', groups: ['a'] };
const all = (contexts: readonly object[]) => Promise.all(contexts.map((context) => getFlags(server, context)));

const results = {
  sameContext: await request(() => all([ann, { ...ann }])),
  nextRequest: await request(() => all([ann])),
  otherContexts: await request(() => all([ann, { userId: 'ben' }, {}])),
  otherServer: await request(() => Promise.all([getFlags(server, ann), getFlags(other, ann)])),
  dates: await request(() => all([{ at: new Date(0) }, { at: new Date(0) }, { at: new Date(1) }])),
  notJson: await request(() => all([{}, new Map([['userId', 'ann']]), { balance: 1n }, { balance: 1n }])),
  outside: await all([ann, ann]),
};
console.log(JSON.stringify(results));
