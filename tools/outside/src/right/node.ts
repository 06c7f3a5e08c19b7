import { createFlagServer, type FlagServer } from '@burgee/node';
import { featureFlags, requireFlag } from '@burgee/node/express';
import express from 'express';
import { flags } from '../flags.js';

export const burgee: FlagServer = createFlagServer({
  url: 'https://flags.example.com',
  key: process.env['BURGEE_KEY'],
  flags,
  snapshot: '.burgee/flags.json',
  onProblem: ({ code, message }) => console.warn(code, message),
});

export async function read(): Promise<unknown[]> {
  await burgee.ready();
  const user = await burgee.for({ userId: 'ann', plan: 'pro' });
  const color: 'red' | 'blue' = user.get('color');
  const limit: number = user.get('upload-limit');
  return [color, limit, user.isEnabled('new-checkout'), user.explain('color').trace, user.bootstrap()?.version];
}

export const app = express();
app.use(featureFlags(burgee, async (request) => ({ userId: request.get('x-user-id'), plan: 'free' })));
app.get('/checkout', requireFlag('color', { is: 'red', else: '/' }), (request, response) => {
  response.json({ color: request.flags.get('color') });
});
