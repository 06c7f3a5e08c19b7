import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { shareAmongTabs, type SharedTab, type TabChannel } from './share-among-tabs.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Longer than it takes to notice that a tab is gone, and to begin in its place. */
const SETTLED_MS = 10_000;

type Tab = SharedTab & {
  /** The newest version that it knows of. */
  readonly version: () => unknown;
  readonly isWorking: () => boolean;
  /** Ends without a word, as a process does that is killed. */
  readonly crash: () => void;
  isVisible: boolean;
};

/** A browser whose tabs share one work: following a version. */
function openBrowser(random: () => number = Math.random) {
  const channels = new Set<TabChannel>();
  const workers = new Map<Tab, (key: string, value: unknown) => void>();
  let current = 1;

  function openTab(): Tab {
    let version: unknown;
    const channel: TabChannel = {
      onmessage: null,
      close: () => channels.delete(channel),
      postMessage: (data) => {
        if (!channels.has(channel)) return;
        for (const other of channels) if (other !== channel) setTimeout(() => other.onmessage?.({ data }), 1);
      },
    };
    channels.add(channel);
    const tab: Tab = {
      ...shareAmongTabs({
        channel,
        random,
        isVisible: () => tab.isVisible,
        begin: (publish) => {
          workers.set(tab, publish);
          // As the stream does: the current version first.
          publish('version', current);
          return () => workers.delete(tab);
        },
        onEntry: (_key, value) => (version = value),
      }),
      version: () => version,
      isWorking: () => workers.has(tab),
      isVisible: true,
      crash: () => {
        channel.close();
        tab.leave();
      },
    };
    tab.join();
    return tab;
  }

  return {
    openTab,
    workers: () => workers.size,
    change: () => {
      current += 1;
      for (const publish of workers.values()) publish('version', current);
      return current;
    },
  };
}

/** Ten tabs, and the one of them that does the work. */
async function openTen() {
  const browser = openBrowser();
  const tabs = Array.from({ length: 10 }, () => browser.openTab());
  await vi.advanceTimersByTimeAsync(SETTLED_MS);
  const working = tabs.find((tab) => tab.isWorking());
  if (!working) throw new Error('No tab does the work.');
  return { browser, tabs, working, others: tabs.filter((tab) => tab !== working) };
}

describe('of the tabs of a browser', () => {
  it('one does the work, and all hear of what comes of it', async () => {
    const { browser, tabs } = await openTen();
    expect(browser.workers()).toBe(1);
    const version = browser.change();
    await vi.advanceTimersByTimeAsync(10);
    expect(tabs.map((tab) => tab.version())).toEqual(tabs.map(() => version));
  });

  it('one that is opened later hears at once where things are', async () => {
    const { browser } = await openTen();
    const version = browser.change();
    const late = browser.openTab();
    await vi.advanceTimersByTimeAsync(10);
    expect(late.version()).toBe(version);
    await vi.advanceTimersByTimeAsync(SETTLED_MS);
    expect(browser.workers()).toBe(1);
  });

  it('another one goes on soon after the one that worked is closed, and no change is missed', async () => {
    const { browser, working, others } = await openTen();
    working.leave();
    const version = browser.change();
    await vi.advanceTimersByTimeAsync(500);
    expect(browser.workers()).toBe(1);
    expect(others.map((tab) => tab.version())).toEqual(others.map(() => version));
  });

  it('another one goes on after the one that worked has crashed, and no change is missed', async () => {
    const { browser, working, others } = await openTen();
    working.crash();
    const version = browser.change();
    await vi.advanceTimersByTimeAsync(SETTLED_MS);
    expect(browser.workers()).toBe(1);
    expect(others.map((tab) => tab.version())).toEqual(others.map(() => version));
  });

  it('a hidden one, whose timers are slow, gives way to a visible one', async () => {
    const { tabs, working, others } = await openTen();
    for (const tab of tabs) tab.isVisible = false;
    const [shown] = others;
    if (shown) shown.isVisible = true;
    shown?.join();
    await vi.advanceTimersByTimeAsync(1_000);
    expect([working.isWorking(), shown?.isWorking()]).toEqual([false, true]);
  });

  it('exactly one works and all know the newest version, whatever opened, closed, crashed, hid and came back', async () => {
    const step = fc.record({
      what: fc.constantFrom('open', 'leave', 'crash', 'join', 'hide', 'show', 'change'),
      which: fc.nat({ max: 11 }),
      thenMs: fc.oneof(fc.constant(0), fc.integer({ min: 1, max: 5_000 })),
    });
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), fc.integer(), async (steps, seed) => {
        let state = seed;
        const random = () => ((state = (Math.imul(state, 1_664_525) + 1_013_904_223) | 0) >>> 0) / 2 ** 32;
        const browser = openBrowser(random);
        const open = new Set([browser.openTab()]);
        const away = new Set<Tab>();
        for (const { what, which, thenMs } of steps) {
          const tab = [...open][which % Math.max(open.size, 1)];
          if (what === 'open') open.add(browser.openTab());
          else if (what === 'change') browser.change();
          else if (what === 'join') {
            for (const back of away) back.join();
            for (const back of away) open.add(back);
            away.clear();
          } else if (tab && what === 'hide') tab.isVisible = false;
          else if (tab && what === 'show') {
            tab.isVisible = true;
            tab.join();
          } else if (tab) {
            open.delete(tab);
            if (what === 'crash') tab.crash();
            else {
              tab.leave();
              away.add(tab);
            }
          }
          await vi.advanceTimersByTimeAsync(thenMs);
        }
        await vi.advanceTimersByTimeAsync(3 * SETTLED_MS);
        expect(browser.workers()).toBe(Math.min(open.size, 1));
        const version = browser.change();
        await vi.advanceTimersByTimeAsync(10);
        for (const tab of open) expect(tab.version()).toBe(version);
      }),
      { numRuns: 150 },
    );
  });
});
