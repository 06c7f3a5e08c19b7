import type { SdkConnection } from '@burgee/contracts';
import { expect, it } from 'vitest';
import { arrivedIn } from './arrived.ts';

const at = (minute: number) => `2027-01-01T12:0${minute}:00.000Z`;
const connection = (protocol: SdkConnection['protocol'], id: string | null, minute: number): SdkConnection => ({
  protocol,
  key: id === null ? null : { id, name: id },
  lastUsedAt: at(minute),
});

it('15.7 a request with the key that was created counts, even the first minute', () => {
  const connections = [connection('ofrep', 'other', 1), connection('ofrep', 'mine', 1)];
  const awaited = { protocol: 'ofrep', keyId: 'mine', before: [] } as const;
  expect(arrivedIn(connections, awaited)).toBe(connections[1]);
  expect(arrivedIn(connections.slice(0, 1), awaited)).toBeUndefined();
  expect(arrivedIn([connection('flagd', 'mine', 1)], awaited)).toBeUndefined();
});

it('15.7 without a key of its own, only a request counts that was not there before', () => {
  const before = [connection('ofrep', 'a', 1), connection('ofrep', null, 1), connection('flagd', 'a', 1)];
  const awaited = { protocol: 'ofrep', keyId: undefined, before } as const;
  expect(arrivedIn(before, awaited)).toBeUndefined();
  expect(arrivedIn([connection('ofrep', null, 2), ...before], awaited)?.key).toBeNull();
  expect(arrivedIn([connection('ofrep', 'b', 1), ...before], awaited)?.key?.id).toBe('b');
  expect(arrivedIn([connection('flagd', 'a', 2), ...before], awaited)).toBeUndefined();
});
