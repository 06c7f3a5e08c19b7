import { createFlagClient } from '@burgee/client';
import { flags } from '../flags.js';

declare const BURGEE_URL: string;

// At module scope, where Workers permit no requests, timers and random numbers.
const client = createFlagClient({ url: BURGEE_URL, flags, context: { userId: 'ann' } });
const before = client.get('color');

const worker = {
  async fetch(): Promise<Response> {
    await client.ready();
    const { state } = client.status();
    return Response.json({ before, state, color: client.get('color'), isNew: client.isEnabled('new-checkout') });
  },
};
export default worker;
