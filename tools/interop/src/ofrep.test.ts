import { OFREPProvider } from '@openfeature/ofrep-provider';
import { OpenFeature } from '@openfeature/server-sdk';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../../../apps/e2e/src/browser.ts';
import { type Burgee, startBurgee } from '../../../apps/e2e/src/burgee.ts';
import type { ofrep, Start } from './pages/ofrep-page.tsx';
import { createFlags, createKey } from './test-flags.ts';
import { bundlePage, startPages } from './test-pages.ts';

let burgee: Burgee;
beforeAll(async () => {
  burgee = await startBurgee();
  await createFlags(burgee);
});
afterAll(() => burgee[Symbol.asyncDispose]());

const ann = { targetingKey: 'ann' };

describe('15.2 @openfeature/ofrep-provider on Node', () => {
  const client = OpenFeature.getClient();
  beforeAll(async () => {
    const key = await createKey(burgee, { kind: 'server' });
    const provider = new OFREPProvider({ baseUrl: burgee.url, headers: [['X-API-Key', key]] });
    await OpenFeature.setProviderAndWait(provider);
  });
  afterAll(() => OpenFeature.close());

  it('evaluates each type, with variant, reason and what decided', async () => {
    const facts = { variant: 'a', reason: 'STATIC', flagMetadata: { version: expect.any(Number) as number } };
    expect(await client.getBooleanDetails('banner', false, ann)).toMatchObject({
      ...facts,
      value: true,
      variant: 'on',
    });
    expect(await client.getStringDetails('color', '', ann)).toMatchObject({ ...facts, value: 'red' });
    expect(await client.getNumberDetails('limit', 0, ann)).toMatchObject({ ...facts, value: 7.5 });
    expect(await client.getObjectDetails('limits', {}, ann)).toMatchObject({ ...facts, value: { perDay: [1, 2] } });
    expect(await client.getBooleanDetails('pro-only', false, { ...ann, plan: 'pro' })).toMatchObject({
      ...{ value: true, reason: 'TARGETING_MATCH' },
      flagMetadata: { ruleId: 'pro' },
    });
    const hashed = await client.getBooleanDetails('half', false, ann);
    expect(hashed).toMatchObject({ reason: 'SPLIT', flagMetadata: { bucket: expect.any(Number) as number } });
  });

  it('returns the default with the code of the standard for errors', async () => {
    const failed = { value: true, reason: 'ERROR' };
    const details = (key: string, context: Record<string, string>) => client.getBooleanDetails(key, true, context);
    expect(await details('nothing', ann)).toMatchObject({ ...failed, errorCode: 'FLAG_NOT_FOUND' });
    expect(await details('color', ann)).toMatchObject({ ...failed, errorCode: 'TYPE_MISMATCH' });
    expect(await details('half', {})).toMatchObject({ ...failed, errorCode: 'TARGETING_KEY_MISSING' });
    expect(await details('banner', { targetingKey: '' })).toMatchObject({ ...failed, errorCode: 'INVALID_CONTEXT' });
    expect(await details('banner', {})).toMatchObject({ value: true, reason: 'STATIC' });
  });

  it('returns the default for a flag without a value, which version 0.1.3 calls an error', async () => {
    expect(await client.getBooleanDetails('without-value', true, ann)).toMatchObject({
      value: true,
      errorCode: 'GENERAL',
    });
  });
});

declare const globalThis: { readonly ofrep: typeof ofrep };

describe('15.2 @openfeature/ofrep-web-provider and react-sdk in Chromium', () => {
  const stack = new AsyncDisposableStack();
  let browser: Browser;
  let origin: string;
  let key: string;
  beforeAll(async () => {
    const pages = stack.use(startPages());
    pages.serve('/', await bundlePage(join(import.meta.dirname, 'pages/ofrep-page.tsx')));
    ({ origin } = pages);
    key = await createKey(burgee, { kind: 'web', origins: [origin] });
    browser = await openBrowser();
    stack.defer(() => browser.close());
  });
  afterAll(() => stack.disposeAsync());

  async function openPage(options: Pick<Start, 'pollMs'> = {}): Promise<Page> {
    const page = await browser.newPage();
    await page.goto(origin);
    await page.evaluate((start) => globalThis.ofrep.start(start), { url: burgee.url, key, ...options });
    return page;
  }

  const detailsOn = (page: Page, flagKey: string, fallback: unknown) =>
    page.evaluate(([flagKey, fallback]) => globalThis.ofrep.details(String(flagKey), fallback), [flagKey, fallback]);
  const textOf = (page: Page) => page.textContent('main');

  it('evaluates each type, and returns the default with a code for errors', async () => {
    const page = await openPage();
    await expect.poll(() => textOf(page)).toBe('banner on, color red (STATIC)');
    expect(await detailsOn(page, 'limit', 0)).toMatchObject({ value: 7.5, variant: 'a' });
    expect(await detailsOn(page, 'limits', {})).toMatchObject({ value: { perDay: [1, 2] } });
    // A web key learns nothing about targeting.
    const { flagMetadata } = await detailsOn(page, 'half', false);
    expect(Object.keys(flagMetadata)).toEqual(['version']);
    expect(await detailsOn(page, 'nothing', true)).toMatchObject({ value: true, errorCode: 'FLAG_NOT_FOUND' });
    expect(await detailsOn(page, 'without-value', true)).toMatchObject({ value: true, reason: 'DISABLED' });
    await page.close();
  });

  it('evaluates again for another context with the same targeting key', async () => {
    const page = await openPage();
    expect(await detailsOn(page, 'pro-only', true)).toMatchObject({ value: false });
    await page.evaluate(() => globalThis.ofrep.setContext({ targetingKey: 'ann', plan: 'pro' }));
    expect(await detailsOn(page, 'pro-only', false)).toMatchObject({ value: true, reason: 'TARGETING_MATCH' });
    await page.evaluate(() => globalThis.ofrep.setContext({ plan: 'pro' }));
    expect(await detailsOn(page, 'half', true)).toMatchObject({ value: true, errorCode: 'TARGETING_KEY_MISSING' });
    await page.close();
  });

  it('renders each change at once, because the server announces it', async () => {
    const page = await openPage();
    await expect.poll(() => textOf(page)).toContain('banner on');
    await burgee.setFlag('banner', { enabled: false });
    await expect.poll(() => textOf(page)).toContain('banner off');
    // Its metadata has the version, so that the provider takes every flag for changed.
    expect(await page.evaluate(() => globalThis.ofrep.changes.at(-1))).toContain('banner');
    await burgee.setFlag('banner', { enabled: true });
    await expect.poll(() => textOf(page)).toContain('banner on');
    await page.close();
  });

  it('gets 304 while nothing changes, and the new flags at the next poll', async () => {
    const page = await openPage({ pollMs: 200 });
    await page.waitForResponse((response) => response.status() === 304);
    await burgee.setFlag('banner', { enabled: false });
    await expect.poll(() => textOf(page)).toContain('banner off');
    await page.waitForResponse((response) => response.status() === 304);
    await burgee.setFlag('banner', { enabled: true });
    await page.close();
  });
});
