import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { Client } from './trpc.ts';
import { watchChanges } from './watch-changes.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

type Handlers = { readonly onComplete: () => void };

/** Watches a server that can end the last stream. */
function watch() {
  let endStream = () => {};
  const subscribe = vi.fn((_input: undefined, { onComplete }: Handlers) => {
    let isOpen = true;
    endStream = () => {
      if (!isOpen) return;
      isOpen = false;
      onComplete();
    };
    // Like tRPC, which completes a subscription even if its subscriber ends it.
    return { unsubscribe: endStream };
  });
  const client = { environments: { changes: { subscribe } } } as unknown as Client;
  const onConnection = vi.fn();
  const stop = watchChanges({ client, onChange: () => {}, onConnection });
  return { subscribe, onConnection, stop, endStream: () => endStream() };
}

it('opens no other stream after it was stopped, so that a tab that hands over its stream has none', async () => {
  const { subscribe, onConnection, stop } = watch();
  stop();
  await vi.advanceTimersByTimeAsync(60_000);
  expect(subscribe).toHaveBeenCalledTimes(1);
  expect(onConnection).not.toHaveBeenCalled();
});

it('opens another stream after the server has ended one', async () => {
  const { subscribe, onConnection, endStream } = watch();
  endStream();
  await vi.advanceTimersByTimeAsync(3_000);
  expect(subscribe).toHaveBeenCalledTimes(2);
  expect(onConnection.mock.calls).toEqual([[false]]);
});
