import { createFlagClient } from '@burgee/client';
import { expect, it, vi } from 'vitest';
import { noteUse, usageListeners, usedFlags } from './used-flags.ts';

const aClient = () => createFlagClient({ url: '', connect: false });

it('keeps at most 1,000 keys for each client', () => {
  const [client, other] = [aClient(), aClient()];
  for (let at = 0; at < 1_100; at++) noteUse(client, `flag-${at}`);
  noteUse(other, 'flag-1099');

  expect(usedFlags.get(client)?.size).toBe(1_000);
  expect([...(usedFlags.get(other) ?? [])]).toEqual(['flag-1099']);
});

it('notifies the toolbar', () => {
  const listener = vi.fn();
  usageListeners.add(listener);
  noteUse(aClient(), 'banner');
  usageListeners.delete(listener);

  expect(listener).toHaveBeenCalledTimes(1);
});
