// @vitest-environment happy-dom
import { aFlagServer, answerOff as off, answerOn as on } from '@burgee/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFlagClient, type FlagClient } from './index.ts';
import { settled, until } from './test-time.ts';

const clients: FlagClient[] = [];
let visibility: DocumentVisibilityState = 'visible';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 1_000_000 });
  vi.spyOn(document, 'visibilityState', 'get').mockImplementation(() => visibility);
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  visibility = 'visible';
  localStorage.clear();
  vi.useRealTimers();
});

function turn(next: DocumentVisibilityState): void {
  visibility = next;
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }));
}

function open(server = aFlagServer({ banner: off })) {
  const runtime = { now: () => Date.now(), random: () => 0.5, fetch: server.fetch };
  const client = createFlagClient({ url: 'http://flags.test', context: { userId: 'ann' }, runtime });
  clients.push(client);
  return { client, server };
}

async function openLive() {
  const opened = open();
  await until(() => opened.client.status().connection === 'live' && opened.client.status().state === 'ready');
  return opened;
}

describe('B.5 a page that is hidden', () => {
  it('closes its stream after 15 s, and refetches and streams again when it is shown', async () => {
    const { client, server } = await openLive();
    turn('hidden');
    await vi.advanceTimersByTimeAsync(14_999);
    expect(server.streams.size).toBe(1);
    await vi.advanceTimersByTimeAsync(1);
    expect([server.streams.size, client.status().connection]).toEqual([0, 'paused']);

    server.publish({ banner: on });
    await vi.advanceTimersByTimeAsync(60_000);
    expect([client.isEnabled('banner'), server.opened()]).toEqual([false, 1]);
    turn('visible');
    await until(() => client.isEnabled('banner') && client.status().connection === 'live');
    expect(server.streams.size).toBe(1);
  });

  it('for less than 15 s keeps its stream', async () => {
    const { client, server } = await openLive();
    turn('hidden');
    await vi.advanceTimersByTimeAsync(14_000);
    turn('visible');
    await vi.advanceTimersByTimeAsync(60_000);
    expect([server.opened(), client.status().connection]).toEqual([1, 'live']);
  });

  it('from the beginning fetches flags without a stream', async () => {
    visibility = 'hidden';
    const { client, server } = open(aFlagServer({ banner: on }));
    await client.ready();
    await vi.advanceTimersByTimeAsync(60_000);
    expect([client.isEnabled('banner'), server.opened(), client.status().connection]).toEqual([true, 0, 'paused']);
    turn('visible');
    await until(() => client.status().connection === 'live');
  });

  it('is not noticed any more after close()', async () => {
    const { client, server } = await openLive();
    client.close();
    turn('hidden');
    turn('visible');
    window.dispatchEvent(new Event('focus'));
    await vi.advanceTimersByTimeAsync(60_000);
    expect([server.asked(), server.opened(), vi.getTimerCount()]).toEqual([1, 1, 0]);
  });
});

describe('W9.9 a page that gets the focus or is online again', () => {
  it.each(['focus', 'online'])('refetches on %s at most once in 5 s while its stream is live', async (type) => {
    const { server } = await openLive();
    window.dispatchEvent(new Event(type));
    await settled();
    expect(server.asked()).toBe(1);
    await vi.advanceTimersByTimeAsync(5_000);
    window.dispatchEvent(new Event(type));
    window.dispatchEvent(new Event(type));
    await settled();
    expect(server.asked()).toBe(2);
  });

  it('refetches at once while its stream is not live', async () => {
    const { client, server } = await openLive();
    server.respondWith((path) => (path === 'stream' ? new Promise(() => {}) : undefined));
    server.dropStreams();
    await until(() => client.status().connection === 'reconnecting');
    window.dispatchEvent(new Event('online'));
    await settled();
    expect(server.asked()).toBe(2);
  });
});
