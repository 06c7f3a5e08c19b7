import { aFlagServer, answerOff as off, answerOn as on } from '@burgee/testing';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createFlagClient } from './flag-client.ts';
import type { FlagClient } from './flag-client-types.ts';
import type { TabChannel } from './share-among-tabs.ts';

const clients: FlagClient[] = [];
beforeEach(() => void vi.useFakeTimers());
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
  vi.useRealTimers();
});

/** A browser with channels between its tabs. */
function aBrowser() {
  const rooms = new Map<string, Set<TabChannel>>();
  function openChannel(name: string): TabChannel {
    const room = rooms.get(name) ?? new Set();
    rooms.set(name, room);
    const channel: TabChannel = {
      onmessage: null,
      close: () => room.delete(channel),
      postMessage: (message) => {
        const data: unknown = structuredClone(message);
        for (const other of room) if (other !== channel) setTimeout(() => other.onmessage?.({ data }), 1);
      },
    };
    room.add(channel);
    return channel;
  }
  return openChannel;
}

const SOON_MS = 1_000;

async function openTabs(count: number, options: { key?: string } = {}) {
  const server = aFlagServer();
  const openChannel = aBrowser();
  const open = (key = options.key) => {
    // The first tab waits the shortest time, so it has the stream.
    const rank = (clients.length + 1) / 100;
    const runtime = { fetch: server.fetch, openChannel, random: () => rank };
    const client = createFlagClient({ url: 'http://flags.test', key, runtime });
    clients.push(client);
    return client;
  };
  const tabs = Array.from({ length: count }, () => open());
  await vi.advanceTimersByTimeAsync(SOON_MS);
  return { server, tabs, open };
}

describe('ten tabs of a browser', () => {
  it('have one stream, and all receive the changes', async () => {
    const { server, tabs } = await openTabs(10);
    expect(server.streams.size).toBe(1);
    expect(tabs.map((tab) => tab.status().connection)).toEqual(tabs.map(() => 'live'));
    server.publish({ banner: off });
    await vi.advanceTimersByTimeAsync(SOON_MS);
    expect(tabs.map((tab) => tab.isEnabled('banner'))).toEqual(tabs.map(() => false));
  });

  it('do not miss a change while the stream moves from one tab to another', async () => {
    const { server, tabs } = await openTabs(3);
    // The first tab has the stream, then the second one.
    for (const closed of tabs.slice(0, 2)) {
      closed.close();
      server.publish({ banner: server.state.version % 2 ? off : on });
      await vi.advanceTimersByTimeAsync(SOON_MS);
      expect(server.streams.size).toBe(1);
      expect(tabs[2]?.status().version).toBe(server.state.version);
    }
  });

  it('all know when the stream is interrupted and when it is back', async () => {
    const { server, tabs } = await openTabs(3);
    server.respondWith((path) => (path === 'evaluation.changes' ? Promise.reject(new TypeError('cut')) : undefined));
    server.dropStreams();
    await vi.advanceTimersByTimeAsync(10);
    expect(tabs.map((tab) => tab.status().connection)).toEqual(tabs.map(() => 'reconnecting'));
    server.recover();
    await vi.advanceTimersByTimeAsync(30_000);
    expect(tabs.map((tab) => tab.status().connection)).toEqual(tabs.map(() => 'live'));
  });

  it('do not share a stream with a page that has another key', async () => {
    const { server, open } = await openTabs(2, { key: 'web_one' });
    open('web_two');
    await vi.advanceTimersByTimeAsync(SOON_MS);
    expect(server.streams.size).toBe(2);
  });
});
