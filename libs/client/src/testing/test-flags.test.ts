import { defineFlags, flag } from '@burgee/flags';
import { expect, it, vi } from 'vitest';
import type { FlagClient } from '../index.ts';
import { createTestFlags } from './index.ts';

const flags = defineFlags({
  'new-checkout': flag.boolean(false),
  color: flag.oneOf(['red', 'blue'], 'red'),
});

const describePage = (client: FlagClient) => (client.isEnabled('new-checkout') ? client.get('color', 'gray') : 'old');

it('B.6 tests code with given values, and the declared fallbacks of the other flags', () => {
  const test = createTestFlags(flags, { 'new-checkout': true });
  expect(describePage(test.client)).toBe('gray');
  const changed = vi.fn();
  test.client.subscribe(changed);
  test.set({ color: 'blue' });
  expect(describePage(test.client)).toBe('blue');
  expect(changed).toHaveBeenCalledTimes(1);
  expect(test.reads()).toEqual(['new-checkout', 'color']);
  test.reset();
  expect(test.reads()).toEqual([]);
});

it('needs no declaration, and is ready at once', async () => {
  const { client } = createTestFlags({ 'new-checkout': true, color: 'green' });
  await client.ready();
  expect(describePage(client)).toBe('green');
  expect(client.status().state).toBe('ready');
  client.setContext({ userId: 'ann' });
  expect(client.context()).toEqual({ userId: 'ann' });
  expect(client.snapshot()?.flags['color']).toMatchObject({ value: 'green', enabled: true });
});

it('does not compile for unknown keys and values of another type', () => {
  // @ts-expect-error the key is not declared
  expect(() => createTestFlags(flags, { colour: 'blue' })).toThrow(TypeError);
  // @ts-expect-error the value is not declared
  expect(() => createTestFlags(flags, { color: 'green' })).toThrow(TypeError);
});
