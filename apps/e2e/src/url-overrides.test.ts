import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { openBrowser } from './browser.ts';
import { type Burgee, startBurgee } from './burgee.ts';

const root = join(import.meta.dirname, '../../..');
const KEY = 'wishlist-gallery';

let development: Burgee;
let production: Burgee;
let browser: Browser;
let page: Page;
let failures: string[];

beforeAll(async () => {
  [development, production, browser] = await Promise.all([
    startBurgee(),
    startBurgee({ BURGEE_ENVIRONMENT: 'production' }),
    openBrowser(),
  ]);
});
afterAll(async () => {
  await browser?.close();
  await Promise.all([development, production].map((server) => server?.[Symbol.asyncDispose]()));
});

beforeEach(async () => {
  // A new context per test has empty storage.
  page = await (await browser.newContext()).newPage();
  failures = [];
  page.on('pageerror', (error) => failures.push(String(error)));
});
afterEach(async () => {
  await page.context().close();
  expect(failures).toEqual([]);
});

const gallery = () => page.getByRole('listitem').filter({ hasText: 'Whistling kettle' });
const comingSoon = () => page.locator('.coming-soon', { hasText: KEY });
const bar = () => page.getByRole('region', { name: 'Overrides', exact: true });
const problem = () => page.getByRole('alert');

describe('S400.8 a URL that overrides a flag', () => {
  it('shows the feature although the flag is off, says so, and is cleaned up', async () => {
    await page.goto(`${development.url}/wishlist/?userId=ann&ff_${KEY}=true#top`);
    await gallery().waitFor();

    expect(await bar().innerText()).toContain(`${KEY} = true`);
    expect(page.url()).toBe(`${development.url}/wishlist/?userId=ann#top`);
    expect(await isOnForOthers()).toBe(false);
  });

  it('keeps the override over a reload until it is cleared', async () => {
    await page.goto(`${development.url}/wishlist/?ff_${KEY}=on`);
    await gallery().waitFor();
    await page.reload();
    await gallery().waitFor();
    await bar().getByRole('button', { name: 'Clear' }).click();
    await comingSoon().waitFor();
    await bar().waitFor({ state: 'detached' });

    await page.reload();
    await comingSoon().waitFor();
    expect(await bar().count()).toBe(0);
  });

  it('reports an unknown flag, sets nothing, and can be dismissed', async () => {
    await page.goto(`${development.url}/wishlist/?ff_${KEY}=on&ff_wishlist-galery=on`);
    await problem().waitFor();

    expect(await problem().innerText()).toContain('no flag "wishlist-galery"');
    await comingSoon().waitFor();
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await problem().waitFor({ state: 'detached' });
  });
});

describe('B.15 a signed link', () => {
  it('from the command line works on a fresh page', async () => {
    const link = await makeLink(`${development.url}/wishlist/?userId=ann`);
    expect(link.startsWith(`${development.url}/wishlist/?userId=ann&burgee_link=`)).toBe(true);
    await page.goto(link);
    await gallery().waitFor();

    expect(await bar().innerText()).toContain(`${KEY} = true`);
    expect(page.url()).toBe(`${development.url}/wishlist/?userId=ann`);
  });

  it('A16 that was modified has no effect, and says so', async () => {
    const link = new URL(await makeLink(`${development.url}/wishlist/`));
    const token = link.searchParams.get('burgee_link') ?? '';
    const middle = Math.floor(token.length / 2);
    const other = token[middle] === 'A' ? 'B' : 'A';
    link.searchParams.set('burgee_link', token.slice(0, middle) + other + token.slice(middle + 1));
    await page.goto(link.href);
    await problem().waitFor();

    expect(await problem().innerText()).toContain('The link was not signed by this server, or was altered');
    await comingSoon().waitFor();
    expect(await bar().count()).toBe(0);
    expect(page.url()).toBe(`${development.url}/wishlist/`);
  });
});

describe('A16 without permission of the environment', () => {
  it('a URL is refused, and the page says so', async () => {
    await page.goto(`${production.url}/wishlist/?ff_${KEY}=true`);
    await problem().waitFor();

    expect(await problem().innerText()).toContain('"production" does not permit session overrides');
    await comingSoon().waitFor();
    expect(await gallery().count()).toBe(0);
  });

  it('a claimed session has no effect', async () => {
    const context = JSON.stringify({ context: { sessionId: 'claimed' }, flagKeys: [KEY] });
    const set = await post(`${production.url}/trpc/overrides.setSession`, {
      sessionId: 'claimed',
      overrides: [{ flagKey: KEY, value: true }],
    });
    expect(set.ok).toBe(false);
    const answer = await post(`${production.url}/trpc/evaluation.evaluateAll`, JSON.parse(context));
    expect(await answer.json()).toMatchObject({ result: { data: { flags: { [KEY]: { enabled: false } } } } });
  });
});

async function isOnForOthers(): Promise<unknown> {
  const flags = await (await fetch(`${development.url}/api/config/flags?userId=ann`)).json();
  return (flags as Record<string, unknown>)[KEY];
}

function post(url: string, body: unknown): Promise<Response> {
  return fetch(url, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body: JSON.stringify(body) });
}

/** Creates a link with `npm run burgee -- link`. */
async function makeLink(of: string): Promise<string> {
  const command = ['tools/src/burgee.ts', 'link', of, '--flag', `${KEY}=on`, '--server', development.url];
  const { stdout } = await promisify(execFile)(process.execPath, ['--conditions=@burgee/source', ...command], {
    cwd: root,
    env: { PATH: process.env.PATH, BURGEE_TOKEN: development.token },
  });
  return stdout.trim();
}
