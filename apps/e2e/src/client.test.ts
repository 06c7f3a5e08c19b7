import { createFlagClient } from '@burgee/client';
import { eventually } from '@burgee/testing';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type Burgee, startBurgee } from './burgee.ts';

let burgee: Burgee;
beforeAll(async () => {
  burgee = await startBurgee();
});
afterAll(() => burgee?.[Symbol.asyncDispose]());

it("W9.13 B.5 the client reads the server's answers, and receives each change", async () => {
  const flags = createFlagClient({ url: burgee.url, context: { userId: 'ann' } });
  try {
    await flags.ready();
    expect(flags.status()).toMatchObject({ state: 'ready', environment: 'development', source: 'server' });
    expect(flags.isEnabled('wishlist-gallery')).toBe(false);
    for (const enabled of [true, false, true]) {
      await burgee.setFlag('wishlist-gallery', { enabled, rolloutPercentage: 100 });
      await eventually(() => expect(flags.isEnabled('wishlist-gallery')).toBe(enabled), 5);
    }
  } finally {
    flags.close();
  }
});
