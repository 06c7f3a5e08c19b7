import { MINUTE_MS } from '@burgee/contracts';
import { setTimeout as pause } from 'node:timers/promises';
import type { BrowserContext, Page } from 'playwright-core';
import { inBrowser, type Stage, timeUntilKnown, untilLive, wrongReads } from './browser-page.ts';
import { STORAGE_FAULTS } from './browser-storage.ts';
import { changeFlags } from './client-reads.ts';
import type { Outcome, Row } from './row.ts';
import { until } from './until.ts';
import type { World } from './world.ts';

const GIVEN_UP_MS = MINUTE_MS;

async function goOffline(world: World, { context, origin, openTab, violations }: Stage): Promise<Outcome> {
  const page = await openTab();
  await untilLive(page);
  await context.setOffline(true);
  // Chromium only refuses new requests.
  origin.dropStreams();
  const key = await changeFlags(world);
  for (let second = 0; second < 20; second++) {
    violations.push(...(await wrongReads(page)).map((what) => `offline: ${what}`));
    await pause(1_000);
  }
  await context.setOffline(false);
  const current = await timeUntilKnown(page, key, GIVEN_UP_MS);
  return { worst: { 'current after recovery': current }, violations };
}

/** Browsers have six connections per origin, and a tab that was hidden for 15 s has none. */
async function openTenTabs(world: World, { openTab, origin, context, violations }: Stage): Promise<Outcome> {
  const tabs: Page[] = [];
  let ready = 0;
  while (tabs.length < 10) {
    const begun = performance.now();
    tabs.push(await openTab());
    ready = Math.max(ready, performance.now() - begun);
  }
  await until(() => origin.streams === 1, GIVEN_UP_MS);
  if (origin.streams !== 1) violations.push(`ten tabs have ${origin.streams} streams`);
  const visible = tabs.at(-1) as Page;
  await untilLive(visible);
  const key = await changeFlags(world);
  const known = await timeUntilKnown(visible, key, GIVEN_UP_MS);
  await crash(context, visible);
  const caughtUp: number[] = [];
  for (const tab of tabs.slice(0, -1)) {
    await tab.bringToFront();
    caughtUp.push(await timeUntilKnown(tab, key, GIVEN_UP_MS));
  }
  return {
    worst: {
      'slowest tab ready': ready,
      'change in the visible tab': known,
      'next tab current': caughtUp[0] ?? NaN,
      'slowest of all tabs': Math.max(...caughtUp),
    },
    violations,
  };
}

async function crash(context: BrowserContext, page: Page): Promise<void> {
  const session = await context.newCDPSession(page);
  const gone = page.waitForEvent('crash');
  // The command never answers.
  void session.send('Page.crash').catch(() => undefined);
  await gone;
}

async function goBack(world: World, { openTab, origin, violations }: Stage): Promise<Outcome> {
  const page = await openTab();
  await untilLive(page);
  await page.evaluate(`addEventListener('pageshow', ({ persisted }) => (window.wasCached = persisted))`);
  await page.goto(`${origin.url}/elsewhere`);
  const key = await changeFlags(world);
  await pause(20_000);
  await page.goBack({ waitUntil: 'commit' });
  const current = await timeUntilKnown(page, key, GIVEN_UP_MS);
  await untilLive(page);
  if (!(await page.evaluate('window.wasCached'))) violations.push('the page did not come from the cache');
  violations.push(...(await wrongReads(page)));
  return { worst: { 'current after going back': current }, violations };
}

async function breakStorage(world: World, { openTab, violations }: Stage): Promise<Outcome> {
  let slowest = 0;
  for (const [what, script] of Object.entries(STORAGE_FAULTS)) {
    const page = await openTab('?ff_always-on=off');
    await page.addInitScript(script);
    const begun = performance.now();
    await page.reload();
    await page.waitForFunction(`globalThis.burgee?.status().state === 'ready'`, undefined, { timeout: GIVEN_UP_MS });
    slowest = Math.max(slowest, performance.now() - begun);
    violations.push(...(await wrongReads(page)).map((wrong) => `${what}: ${wrong}`));
    const key = await changeFlags(world);
    if (Number.isNaN(await timeUntilKnown(page, key, GIVEN_UP_MS))) violations.push(`${what}: a change did not arrive`);
    await page.close();
  }
  const note = `Each of: ${Object.keys(STORAGE_FAULTS).join('; ')}.`;
  return { worst: { 'slowest ready': slowest }, violations, note };
}

const browser = { group: 'Browsers', isInCi: false, withinSec: 150 } as const;
/** The latency of a change if every notification is lost. */
const SOON = { atMost: 3_000, unit: 'ms' } as const;

/** The last of seven tabs that are shown within 15 s waits for a connection of the first. */
const AFTER_HIDDEN_TABS = { atMost: 20_000, unit: 'ms' } as const;

export const browserRows: readonly Row[] = [
  {
    ...browser,
    id: 'browser-offline',
    title: 'A browser is offline for 20 s',
    promise: 'R1, R10',
    limits: { 'current after recovery': SOON },
    run: (world) => inBrowser(world, (stage) => goOffline(world, stage)),
  },
  {
    ...browser,
    id: 'browser-ten-tabs',
    title: 'Ten tabs are opened over HTTP/1.1; the visible one crashes, and the others are shown in turn',
    promise: 'R3, R10',
    limits: {
      'slowest tab ready': AFTER_HIDDEN_TABS,
      'change in the visible tab': SOON,
      'next tab current': SOON,
      'slowest of all tabs': AFTER_HIDDEN_TABS,
    },
    run: (world) => inBrowser(world, (stage) => openTenTabs(world, stage)),
  },
  {
    ...browser,
    id: 'browser-back-forward',
    title: 'A page is in the back/forward cache for 20 s and is restored from it',
    promise: 'R10',
    limits: { 'current after going back': SOON },
    run: (world) => inBrowser(world, (stage) => goBack(world, stage)),
  },
  {
    ...browser,
    id: 'browser-storage',
    title: "A browser's storage is blocked, full, read-only or corrupt",
    promise: 'R1, R14',
    limits: { 'slowest ready': { atMost: 3_250, unit: 'ms' } },
    run: (world) => inBrowser(world, (stage) => breakStorage(world, stage)),
  },
];
