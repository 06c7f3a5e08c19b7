import { MINUTE_MS } from '@burgee/contracts';
import { setTimeout as pause } from 'node:timers/promises';
import type { Page } from 'playwright-core';
import { inBrowser, type Stage, timeUntilKnown, untilLive, wrongReads } from './browser-page.ts';
import { STORAGE_FAULTS } from './browser-storage.ts';
import { changeFlags } from './client-reads.ts';
import type { Outcome, Row } from './row.ts';
import type { World } from './world.ts';

const GIVEN_UP_MS = MINUTE_MS;

async function goOffline(world: World, { context, openTab, violations }: Stage): Promise<Outcome> {
  const page = await openTab();
  await untilLive(page);
  await context.setOffline(true);
  const key = await changeFlags(world);
  for (let second = 0; second < 20; second++) {
    violations.push(...(await wrongReads(page)).map((what) => `offline: ${what}`));
    await pause(1_000);
  }
  await context.setOffline(false);
  const current = await timeUntilKnown(page, key, GIVEN_UP_MS);
  return { worst: { 'current after recovery': current }, violations };
}

/** Tabs of one browser share one stream, which one of them holds. */
async function openTenTabs(world: World, { openTab, origin, context, violations }: Stage): Promise<Outcome> {
  let holder: Page | undefined;
  context.on('request', (request) => {
    if (request.url().includes('evaluation.changes')) holder = request.frame().page();
  });
  const tabs: Page[] = [];
  while (tabs.length < 10) tabs.push(await openTab());
  await Promise.all(tabs.map(untilLive));
  if (origin.streams !== 1) violations.push(`ten tabs have ${origin.streams} streams`);

  async function change(): Promise<number> {
    const key = await changeFlags(world);
    return Math.max(...(await Promise.all(tabs.map((tab) => timeUntilKnown(tab, key, GIVEN_UP_MS)))));
  }
  async function lose(end: (page: Page) => Promise<unknown>): Promise<number> {
    const lost = holder;
    if (!lost) return NaN;
    tabs.splice(tabs.indexOf(lost), 1);
    await end(lost);
    return change();
  }

  const shown = await change();
  const closed = await lose((page) => page.close());
  const crashed = await lose(async (page) => {
    const session = await context.newCDPSession(page);
    const gone = page.waitForEvent('crash');
    // The command never answers.
    void session.send('Page.crash').catch(() => undefined);
    await gone;
  });
  await Promise.all(tabs.map(untilLive));
  if (origin.streams !== 1) violations.push(`eight tabs have ${origin.streams} streams`);
  return {
    worst: {
      'slowest of ten tabs': shown,
      'after the tab with the stream is closed': closed,
      'after it crashes': crashed,
    },
    violations,
  };
}

/** Simulates the back/forward cache by its events, because an automated browser does not use it. */
async function goBack(world: World, { openTab, origin, violations }: Stage): Promise<Outcome> {
  const page = await openTab();
  await untilLive(page);
  await page.evaluate(dispatchTransition('pagehide'));
  await pause(1_000);
  if (origin.streams !== 0) violations.push(`a page in the back/forward cache has ${origin.streams} streams`);
  const key = await changeFlags(world);
  await page.evaluate(dispatchTransition('pageshow'));
  const current = await timeUntilKnown(page, key, GIVEN_UP_MS);
  await untilLive(page);
  violations.push(...(await wrongReads(page)));
  return { worst: { 'current after going back': current }, violations };
}

function dispatchTransition(type: 'pagehide' | 'pageshow'): string {
  return `void dispatchEvent(new PageTransitionEvent('${type}', { persisted: true }))`;
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

export const browserRows: readonly Row[] = [
  {
    ...browser,
    id: 'browser-offline',
    title: 'A browser is offline for 20 s',
    promise: 'R1, R10',
    limits: { 'current after recovery': { atMost: 31_000, unit: 'ms' } },
    run: (world) => inBrowser(world, (stage) => goOffline(world, stage)),
  },
  {
    ...browser,
    id: 'browser-ten-tabs',
    title: 'Ten tabs over HTTP/1.1 share a stream; the tab that holds it is closed, and the next holder crashes',
    promise: 'R3, R10',
    limits: {
      'slowest of ten tabs': SOON,
      'after the tab with the stream is closed': SOON,
      'after it crashes': { atMost: 10_000, unit: 'ms' },
    },
    run: (world) => inBrowser(world, (stage) => openTenTabs(world, stage)),
  },
  {
    ...browser,
    id: 'browser-back-forward',
    title: 'A page enters the back/forward cache and is restored from it',
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
