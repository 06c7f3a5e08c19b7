import type { AnswerMangler } from '@burgee/testing';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openTabs, type Tabs } from './browser.ts';
import { type Burgee, startBurgee } from './burgee.ts';
import { createGreeting, greetStrangers, STRANGERS } from './greeting.ts';
import { startOrigin } from './origin.ts';

let burgee: Burgee;
let browser: Tabs;
let origin: AnswerMangler;
beforeAll(async () => {
  [burgee, browser] = await Promise.all([startBurgee(), openTabs()]);
  await createGreeting(burgee);
  origin = await startOrigin(burgee, 'client-page.ts');
});
afterAll(async () => {
  await browser?.[Symbol.asyncDispose]();
  await origin?.[Symbol.asyncDispose]();
  await burgee?.[Symbol.asyncDispose]();
});

/** The visibility of a tab and the status of its client. A tab that has not loaded has none. */
async function describeTab(tab: Page): Promise<string> {
  return tab.evaluate(
    () => `${document.visibilityState}, ${flagClient.status().state}, ${flagClient.status().connection}`,
  );
}
const describeAll = (tabs: readonly Page[]) => Promise.all(tabs.map(describeTab));
const greetingOn = (tab: Page) => tab.evaluate(() => flagClient.get('greeting', ''));

// In real time, because all tabs, the browser and its six connections wait for one another.
it('B.5 ten tabs over HTTP/1.1 load, the visible one has the only stream, and a hidden one catches up when it is shown', async () => {
  const tabs: Page[] = [];
  const loading: Promise<unknown>[] = [];
  while (tabs.length < 10) {
    const tab = await browser.context.newPage();
    loading.push(tab.goto(origin.url));
    tabs.push(tab);
  }
  await Promise.all(loading);
  const [first, last] = [tabs[0] as Page, tabs[9] as Page];
  const hidden = Array<string>(9).fill('hidden, ready, paused');
  await expect.poll(() => describeAll(tabs)).toEqual([...hidden, 'visible, ready, live']);
  expect(origin.streams).toBe(1);

  await greetStrangers(burgee, 'Hello again');
  await expect.poll(() => greetingOn(last)).toBe('Hello again');
  expect(await greetingOn(first)).toBe(STRANGERS);
  await first.bringToFront();
  await expect.poll(() => greetingOn(first)).toBe('Hello again');
  await expect.poll(() => describeTab(first)).toBe('visible, ready, live');
  await expect.poll(() => describeTab(last)).toBe('hidden, ready, paused');
  expect(origin.streams).toBe(1);
});
