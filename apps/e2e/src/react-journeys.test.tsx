import { createApiClient } from '@burgee/api-client';
import { fetchFlags } from '@burgee/client';
import type { AnswerMangler } from '@burgee/testing';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import { renderToString } from 'react-dom/server';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser } from './browser.ts';
import { type Burgee, startBurgee } from './burgee.ts';
import { COUNTED } from './counted.ts';
import { createGreeting, FALLBACK, greetStrangers, restoreGreeting, STRANGERS } from './greeting.ts';
import { startOrigin } from './origin.ts';
import { HydratedApp } from './pages/hydrated-app.tsx';

let burgee: Burgee;
let browser: Browser;
let origin: AnswerMangler | undefined;
let context: BrowserContext;
let page: Page;
let complaints: string[];

beforeAll(async () => {
  [burgee, browser] = await Promise.all([startBurgee({ LIMIT_WRITES: '0' }), openBrowser()]);
  await createGreeting(burgee);
});
afterAll(async () => {
  await browser?.close();
  await burgee?.[Symbol.asyncDispose]();
});
beforeEach(async () => {
  await restoreGreeting(burgee);
  context = await browser.newContext();
  page = await context.newPage();
  complaints = [];
  page.on('pageerror', ({ message }) => complaints.push(message));
  page.on('console', (message) => {
    if (['error', 'warning'].includes(message.type())) complaints.push(message.text());
  });
});
afterEach(async () => {
  await context.close();
  await origin?.[Symbol.asyncDispose]();
  expect(complaints).toEqual([]);
});

/** Opens a script of `pages` as the page of an application. */
async function open(name: string, { body = '', query = '' } = {}): Promise<void> {
  origin = await startOrigin(burgee, name, body);
  await page.goto(origin.url + query);
}
const shows = (greeting: string) => page.getByRole('heading', { name: greeting, exact: true }).waitFor();
const reports = (status: string) => page.getByRole('status').filter({ hasText: status }).waitFor();

const wish = () => page.getByRole('textbox', { name: 'Wish' });

describe('W9.9 another token while a user fills in a form', () => {
  it('keeps the text, the focus and the flags, and is used from then on', async () => {
    const { keys } = createApiClient(burgee);
    const key = { environment: 'development', kind: 'web', name: 'Shop' } as const;
    const [old, renewed] = [await keys.create.mutate(key), await keys.create.mutate(key)];
    await open('form-page.tsx', { query: `/?token=${old.secret}` });
    await reports('ready, live');
    await wish().click();
    await page.keyboard.type('A red ');
    const asked = page.waitForRequest('**/api/config/evaluate');
    await page.evaluate((token) => renewToken(token), renewed.secret);
    await page.keyboard.type('bicycle');
    expect((await asked).headers()['authorization']).toBe(`Bearer ${renewed.secret}`);

    await keys.revoke.mutate({ environment: 'development', id: old.key.id });
    await greetStrangers(burgee, 'Hello again');
    await shows('Hello again');
    await page.keyboard.type(', please');
    expect(await wish().inputValue()).toBe('A red bicycle, please');
    expect(await page.evaluate(() => greetings)).toEqual([FALLBACK, STRANGERS, 'Hello again']);
    await reports('ready, live');
  });
});

describe('a page that a server has rendered', () => {
  /** Renders the page, and remembers the heading to see whether the browser keeps it. */
  async function renderPage(): Promise<string> {
    const { bootstrap } = await fetchFlags({ url: burgee.url });
    const json = JSON.stringify(bootstrap).replaceAll('<', '\\u003c');
    return `<div id="root">${renderToString(<HydratedApp bootstrap={bootstrap} />)}</div>
      <script>heading = document.querySelector('h1'); first = heading.textContent</script>
      <script id="bootstrap" type="application/json">${json}</script>`;
  }
  const keptHeading = () => page.evaluate('[first, heading.textContent, heading.isConnected]');

  it('hydrates without a warning', async () => {
    await open('hydrated-page.tsx', { body: await renderPage() });
    await reports('ready, server');
    expect(await keptHeading()).toEqual([STRANGERS, STRANGERS, true]);
  });

  it('hydrates without a warning although a flag has changed since, even if the browser has seen the change before', async () => {
    const body = await renderPage();
    await greetStrangers(burgee, 'Hello again');
    await open('hydrated-page.tsx', { body });
    await reports('ready, server');
    expect(await keptHeading()).toEqual([STRANGERS, 'Hello again', true]);
    await page.reload();
    await reports('ready, server');
    expect(await keptHeading()).toEqual([STRANGERS, 'Hello again', true]);
  });
});

describe('a page of 100 components that read 20 flags', () => {
  beforeAll(async () => {
    for (const key of COUNTED) await burgee.asAdmin('POST', 'flags', { key });
  });

  it('renders again only the five components of a flag that changes, once, and none when another flag is read first', async () => {
    await open('counted-page.tsx');
    await reports('ready, live');
    expect(Object.keys(await takeRenders())).toHaveLength(100);
    await burgee.setFlag('counted-7', { enabled: true, rolloutPercentage: 100 });
    await expect.poll(() => page.getByText('true').count()).toBe(5);
    const hooks = ['useFlag', 'useFlagValue', 'useFeatureFlag', 'useFlagDetails', 'Feature'];
    expect(await takeRenders()).toEqual(Object.fromEntries(hooks.map((hook) => [`counted-7 ${hook}`, 1])));

    await page.getByRole('button', { name: 'Read' }).click();
    await page.getByText('late: none').waitFor();
    expect(await takeRenders()).toEqual({});
  });

  /** Returns the renders since the last time. Everything that is under way is rendered before the next frame. */
  async function takeRenders(): Promise<Record<string, number>> {
    await page.evaluate(() => new Promise(requestAnimationFrame));
    return page.evaluate(() => {
      const taken = globalThis.renders;
      globalThis.renders = {};
      return taken;
    });
  }
});
