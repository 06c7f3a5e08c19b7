import type { AnswerMangler } from '@burgee/testing';
import type { Browser, BrowserContext, Page, Route } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser } from './browser.ts';
import { type Burgee, startBurgee } from './burgee.ts';
import {
  createGreeting,
  FALLBACK,
  greetFrom,
  greetingOf,
  greetStrangers,
  restoreGreeting,
  STRANGERS,
} from './greeting.ts';
import { startOrigin } from './origin.ts';

/** Enough time to save the schedule on a busy machine. */
const LEAD_MS = 10_000;

let burgee: Burgee;
let browser: Browser;
let origin: AnswerMangler;
let context: BrowserContext;
let page: Page;
let failures: string[];

beforeAll(async () => {
  [burgee, browser] = await Promise.all([startBurgee(), openBrowser()]);
  await createGreeting(burgee);
  origin = await startOrigin(burgee, 'client-page.ts');
});
afterAll(async () => {
  await browser?.close();
  await origin?.[Symbol.asyncDispose]();
  await burgee?.[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await restoreGreeting(burgee);
  context = await browser.newContext();
  page = await context.newPage();
  failures = [];
  page.on('pageerror', ({ message }) => failures.push(message));
});
afterEach(async () => {
  await context.close();
  expect(failures).toEqual([]);
});

const open = (query = '') => page.goto(`${origin.url}/${query}`);
const shows = (greeting: string) => page.getByRole('heading', { name: greeting, exact: true }).waitFor();
const reports = (status: string) => page.getByRole('status').filter({ hasText: status }).waitFor();
const signIn = (userId: string) => page.evaluate((id) => flagClient.setContext({ userId: id }), userId);
const signOut = () => page.evaluate(() => flagClient.setContext({}));
/** Every greeting that the page has shown a user; `undefined` is a stranger. */
const greetingsFor = async (userId: string | undefined) => {
  // The next frame shows everything that has arrived.
  await page.evaluate(() => new Promise(requestAnimationFrame));
  const moments = await page.evaluate(() => globalThis.moments);
  return new Set(moments.filter((moment) => moment.userId === userId).map(({ greeting }) => greeting));
};

describe('a user who signs in while the answer for the previous user is under way', () => {
  it.each([
    ['is aborted', ''],
    ['arrives late', '?deaf'],
  ])('never sees the values of that user, whose answer %s', async (_what, query) => {
    let held: Route | undefined;
    await page.route('**/api/config/evaluate', (route) => {
      const isForAnn = route.request().postData()?.includes('ann');
      if (isForAnn) held = route;
      else void route.continue();
    });
    await open(query);
    await reports('ready, server, live');
    await signIn('ann');
    await expect.poll(() => held).toBeDefined();
    await signIn('bob');
    await shows(greetingOf('bob'));

    await held?.continue();
    const late = await held?.request().response();
    expect(late?.ok()).toBe(query === '' ? undefined : true);
    if (late) await page.waitForFunction(() => readToTheEnd.some((body) => body.includes('ann')));
    expect(await greetingsFor('ann')).toEqual(new Set([FALLBACK]));
    expect(await greetingsFor('bob')).toEqual(new Set([FALLBACK, greetingOf('bob')]));
    expect(await page.evaluate(() => flagClient.get('greeting', ''))).toBe(greetingOf('bob'));
  });
});

describe('W9.9 a page that was offline', () => {
  it('recovers its status and values at once when it is online again, before any timer', async () => {
    await page.clock.install();
    await open();
    await reports('ready, server, live');
    await page.clock.pauseAt(Date.now() + 10_000);
    await context.setOffline(true);
    // Chromium only refuses new requests.
    origin.dropStreams();
    await reports('reconnecting');
    await page.evaluate(() => flagClient.refresh());
    await reports('stale, server, reconnecting');
    await greetStrangers(burgee, 'Hello again');

    await context.setOffline(false);
    await shows('Hello again');
    await reports('ready, server, reconnecting');
    await page.clock.resume();
    await reports('ready, server, live');
  });
});

describe('B.24 a step that takes effect by time alone', () => {
  it('changes an open page at its instant, without a version', async () => {
    await open('?userId=ann');
    await reports('ready, server, live');
    const { version: before = NaN } = await page.evaluate(() => flagClient.status());
    const at = Date.now() + LEAD_MS;
    await greetFrom(burgee, at, 'ann');
    await shows(STRANGERS);
    await shows(greetingOf('ann'));

    const seen = (await page.evaluate(() => moments)).filter(({ version = 0 }) => version > before);
    expect(seen.map(({ greeting, version }) => [greeting, version])).toEqual([
      [STRANGERS, before + 1],
      [greetingOf('ann'), before + 1],
    ]);
    expect(seen[1]?.at).toBeGreaterThanOrEqual(at);
  });
});

describe('R1 R2 while the server is down', () => {
  it('a user who signs out sees fallbacks, even after a reload, and the last known answers after signing in again', async () => {
    await open('?userId=ann');
    await shows(greetingOf('ann'));
    await burgee.kill();
    await signOut();
    await shows(FALLBACK);
    await reports('loading, default');
    await open();
    await reports('loading, default');
    expect(await greetingsFor(undefined)).toEqual(new Set([FALLBACK]));
    await open('?userId=bob');
    await reports('loading, default');
    expect(await greetingsFor('bob')).toEqual(new Set([FALLBACK]));

    await open('?userId=ann');
    await reports('stale, stored');
    expect(await greetingsFor('ann')).toEqual(new Set([greetingOf('ann')]));
    await burgee.startAgain();
    await reports('ready, server, live');
    expect(await greetingsFor('ann')).toEqual(new Set([greetingOf('ann')]));
  });
});
