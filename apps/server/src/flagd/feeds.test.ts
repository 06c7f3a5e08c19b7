import type { EnvironmentKey } from '@burgee/contracts';
import { describe, expect, it } from 'vitest';
import { createFeeds } from './feeds.ts';

const environment = 'production' as EnvironmentKey;

/** Feeds of flags that a test sets. */
function open(first = 'one') {
  const state = { text: first, error: undefined as Error | undefined, isCurrent: true, encoded: 0 };
  const failures: unknown[] = [];
  let wake = Promise.withResolvers<void>();
  const feeds = createFeeds({
    flagd: {
      current: async () => {
        if (state.error) throw state.error;
        return { json: state.text, digest: state.text, unmapped: [] };
      },
      isCurrent: () => state.isCurrent,
    },
    snapshots: {
      changes: async function* (_environment, signal) {
        const ended = new Promise<void>((resolve) => signal.addEventListener('abort', () => resolve()));
        while (!signal.aborted) {
          await Promise.race([wake.promise, ended]);
          wake = Promise.withResolvers();
          if (!signal.aborted) yield 1 as never;
        }
      },
    },
    encode: (json) => {
      state.encoded++;
      return Buffer.from(json);
    },
    onFailed: (error) => void failures.push(error),
  });
  const change = (text: string) => {
    state.text = text;
    wake.resolve();
  };
  return { feeds, state, failures, change };
}

/** A stream that takes each message at once, or when `take` is called. */
function follow({ feeds }: ReturnType<typeof open>, isSlow = false) {
  const texts: string[] = [];
  const waiting: (() => void)[] = [];
  const stop = feeds.follow(environment, (message, taken) => {
    texts.push(String(message));
    if (isSlow) waiting.push(taken);
    else taken();
  });
  return { texts, stop, take: () => waiting.shift()?.() };
}

describe('15.4 the feed of an environment', () => {
  it('sends the flags, and each change, encoded once for all streams', async () => {
    const opened = open();
    const streams = Array.from({ length: 120 }, () => follow(opened));
    await expect.poll(() => streams.filter(({ texts }) => texts.length === 1).length).toBe(120);
    opened.change('two');
    await expect.poll(() => streams.filter(({ texts }) => texts.join() === 'one,two').length).toBe(120);
    expect(opened.state.encoded).toBe(2);
    const late = follow(opened);
    expect(late.texts).toEqual(['two']);
    for (const { stop } of [...streams, late]) stop();
  });

  it('sends nothing if a version changes nothing', async () => {
    const opened = open();
    const { texts, stop } = follow(opened);
    await expect.poll(() => texts).toEqual(['one']);
    opened.change('one');
    opened.state.text = 'two';
    await expect.poll(() => texts).toEqual(['one', 'two']);
    stop();
  });

  it('holds one message for a stream that does not read, and then sends the newest', async () => {
    const opened = open();
    const [slow, quick] = [follow(opened, true), follow(opened)];
    for (const text of ['two', 'three']) {
      await expect.poll(() => quick.texts.at(-1)).toBe(opened.state.text);
      opened.change(text);
    }
    await expect.poll(() => quick.texts).toEqual(['one', 'two', 'three']);
    expect(slow.texts).toEqual(['one']);
    slow.take();
    expect(slow.texts).toEqual(['one', 'three']);
    slow.stop();
    slow.take();
    expect(slow.texts).toEqual(['one', 'three']);
    quick.stop();
  });

  it('tries again while the flags cannot be loaded, or are old ones', async () => {
    const opened = open();
    opened.state.error = new Error('away');
    const { texts, stop } = follow(opened);
    await expect.poll(() => opened.failures).toEqual([opened.state.error]);
    opened.state.isCurrent = false;
    opened.state.error = undefined;
    await expect.poll(() => texts).toEqual(['one']);
    opened.state.text = 'two';
    await expect.poll(() => texts).toEqual(['one', 'two']);
    stop();
  });
});
