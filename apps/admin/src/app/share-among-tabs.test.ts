import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { shareAmongTabs, type SharedTab, type TabChannel } from './share-among-tabs.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Longer than it takes to detect that a tab is gone and to replace it. */
const SETTLED_MS = 10_000;

type Tab = SharedTab & {
  /** The latest version that the tab knows. */
  readonly version: () => unknown;
  readonly isWorking: () => boolean;
  /** Ends without a message, like a killed process. */
  readonly crash: () => void;
  isVisible: boolean;
};

/** A browser whose tabs share one task: following a version. */
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
          // Like the stream, which sends the current version first.
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

/** Ten tabs, and the one that does the work. */
async function openTen() {
  const browser = openBrowser();
  const tabs = Array.from({ length: 10 }, () => browser.openTab());
  await vi.advanceTimersByTimeAsync(SETTLED_MS);
  const working = tabs.find((tab) => tab.isWorking());
  if (!working) throw new Error('No tab does the work.');
  return { browser, tabs, working, others: tabs.filter((tab) => tab !== working) };
}

describe('among the tabs of a browser', () => {
  it('one does the work, and all receive the results', async () => {
    const { browser, tabs } = await openTen();
    expect(browser.workers()).toBe(1);
    const version = browser.change();
    await vi.advanceTimersByTimeAsync(10);
    expect(tabs.map((tab) => tab.version())).toEqual(tabs.map(() => version));
  });

  it('a tab that is opened later immediately receives the current state', async () => {
    const { browser } = await openTen();
    const version = browser.change();
    const late = browser.openTab();
    await vi.advanceTimersByTimeAsync(10);
    expect(late.version()).toBe(version);
    await vi.advanceTimersByTimeAsync(SETTLED_MS);
    expect(browser.workers()).toBe(1);
  });

  it('another one takes over soon after the leader is closed, without missing a change', async () => {
    const { browser, working, others } = await openTen();
    working.leave();
    const version = browser.change();
    await vi.advanceTimersByTimeAsync(500);
    expect(browser.workers()).toBe(1);
    expect(others.map((tab) => tab.version())).toEqual(others.map(() => version));
  });

  it('another one takes over after the leader has crashed, without missing a change', async () => {
    const { browser, working, others } = await openTen();
    working.crash();
    const version = browser.change();
    await vi.advanceTimersByTimeAsync(SETTLED_MS);
    expect(browser.workers()).toBe(1);
    expect(others.map((tab) => tab.version())).toEqual(others.map(() => version));
  });

  it('a hidden leader, whose timers are slow, hands over to a visible tab', async () => {
    const { tabs, working, others } = await openTen();
    for (const tab of tabs) tab.isVisible = false;
    const [shown] = others;
    if (shown) shown.isVisible = true;
    shown?.join();
    await vi.advanceTimersByTimeAsync(1_000);
    expect([working.isWorking(), shown?.isWorking()]).toEqual([false, true]);
  });

  it('exactly one works and all know the latest version after tabs open, close, crash, hide and return', async () => {
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
