import { createFlagClient } from '@burgee/client';
import { COMPILE_CACHE, eventually, waitForOutput } from '@burgee/testing';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { violationsOn } from './axe.ts';
import { openBrowser } from './browser.ts';

const DECLARATION = `import { defineFlags, flag } from '@burgee/flags';

export const flags = defineFlags({
  'new-checkout': flag.boolean(false, 'The checkout on one page'),
  'button-color': flag.oneOf(['red', 'blue'], 'red', 'The color of the button'),
  'upload-limit': flag.number(10, 'Megabytes per file'),
  greeting: flag.string('Hello'),
  limits: flag.json<{ perDay: number }>({ perDay: 5 }, { description: 'Orders per customer' }),
});
`;

let browser: Browser;
let folder: string;
let dev: ChildProcess;
let url: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'burgee-dev-page-'));
  await writeFile(join(folder, 'flags.ts'), DECLARATION);
  const main = join(import.meta.dirname, '../../cli/src/main.ts');
  dev = spawn(process.execPath, ['--conditions=@burgee/source', main, 'dev', '--port', '0'], {
    ...{ cwd: folder, stdio: ['ignore', 'pipe', 'ignore'] },
    env: { PATH: process.env.PATH, NODE_COMPILE_CACHE: COMPILE_CACHE },
  });
  if (!dev.stdout) throw new Error('burgee dev has no output.');
  const output = await waitForOutput(dev, dev.stdout, 'http://');
  url = /http:\/\/localhost:\d+/.exec(output)?.[0] ?? '';
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  const exited = once(dev, 'exit');
  dev?.kill('SIGINT');
  await exited;
  await rm(folder, { recursive: true, force: true });
});

let page: Page;
const problems: string[] = [];
beforeEach(async () => {
  await fetch(`${url}/api/dev/flags`, { method: 'DELETE' });
  problems.length = 0;
  page = await browser.newPage({ viewport: { width: 1000, height: 800 } });
  page.on('pageerror', ({ message }) => problems.push(message));
  page.on('console', (message) => {
    if (message.type() === 'error') problems.push(message.text());
  });
  await page.goto(url);
  await page.getByRole('heading', { name: 'new-checkout' }).waitFor();
  return () => page.close();
});

const row = (key: string) => page.getByRole('listitem').filter({ has: page.getByRole('heading', { name: key }) });

describe('14.8 the page of burgee dev', () => {
  it('sets flags of every type, live in an application', async () => {
    const client = createFlagClient({ url, storage: false });
    await client.ready();
    await page.getByRole('switch', { name: 'new-checkout' }).check();
    await page.getByRole('combobox', { name: 'button-color' }).selectOption('blue');
    for (const [key, text] of [
      ['upload-limit', '12.5'],
      ['greeting', 'Good morning'],
      ['limits', '{"perDay":7}'],
    ] as const) {
      await row(key).getByLabel(key, { exact: true }).fill(text);
      await row(key).getByRole('button', { name: 'Set', exact: true }).click();
    }
    await eventually(() => {
      expect(client.isEnabled('new-checkout')).toBe(true);
      expect(client.get('button-color', '')).toBe('blue');
      expect(client.get('upload-limit', 0)).toBe(12.5);
      expect(client.get('greeting', '')).toBe('Good morning');
      expect(client.get('limits', {})).toEqual({ perDay: 7 });
    });
    await row('upload-limit').getByText('Set to 12.5. The fallback is 10.').waitFor();
    await page.getByRole('button', { name: 'Reset greeting' }).click();
    await eventually(() => expect(client.get('greeting', '')).toBe('Hello'));
    await page.getByRole('button', { name: 'Reset all flags' }).click();
    await eventually(() => expect(client.isEnabled('new-checkout')).toBe(false));
    client.close();
    expect(problems).toEqual([]);
  });

  it('keeps what someone types while another page changes the flag, and says what is wrong with it', async () => {
    const field = row('limits').getByRole('textbox');
    await field.fill('{"perDay":');
    const body = JSON.stringify({ value: { perDay: 9 } });
    const headers = { 'Content-Type': 'application/json' };
    await fetch(`${url}/api/dev/flags/limits`, { method: 'PUT', headers, body });
    await row('limits').getByText('Set to {"perDay":9}.').waitFor();
    expect(await field.inputValue()).toBe('{"perDay":');
    await row('limits').getByRole('button', { name: 'Set', exact: true }).click();
    await row('limits').getByRole('alert').getByText('This is not JSON').waitFor();
    await field.fill('5');
    await row('limits').getByRole('button', { name: 'Set', exact: true }).click();
    await row('limits').getByRole('alert').getByText('The value must be a JSON object or list.').waitFor();
  });

  it('shows new flags and a broken file at once', async () => {
    const file = join(folder, 'flags.ts');
    await writeFile(file, DECLARATION.replace('});', "  added: flag.string(''),\n});"));
    await page.getByRole('heading', { name: 'added' }).waitFor();
    await writeFile(file, `${DECLARATION}const = 1;`);
    await page.getByText(/^flags\.ts:10 cannot be parsed: .* The flags below were read before\.$/).waitFor();
    await writeFile(file, DECLARATION);
    await page.getByRole('heading', { name: 'added' }).waitFor({ state: 'detached' });
    expect(await page.locator('#problem').isVisible()).toBe(false);
    expect(problems).toEqual([]);
  });

  it('finds flags by their key and description', async () => {
    await page.getByRole('searchbox', { name: 'Search' }).fill('COLOR');
    await eventually(async () =>
      expect(await page.getByRole('heading', { level: 2 }).allInnerTexts()).toContain('button-color'),
    );
    expect(await page.getByRole('listitem').count()).toBe(1);
    await page.getByRole('searchbox', { name: 'Search' }).fill('zzz');
    await page.getByText('No flag matches.').waitFor();
  });

  it('leaves a switch as the person set it while the change is on its way', async () => {
    const answered = Promise.withResolvers<void>();
    await page.route('**/api/dev/flags', async (route) => {
      await answered.promise;
      await route.continue();
    });
    const control = page.getByRole('switch', { name: 'new-checkout' });
    await control.check();
    await page.getByRole('searchbox', { name: 'Search' }).fill('checkout');
    expect(await control.isChecked()).toBe(true);
    answered.resolve();
    await row('new-checkout').getByText('Set to true.').waitFor();
    expect(await control.isChecked()).toBe(true);
    await page.getByRole('button', { name: 'Reset new-checkout' }).click();
    await row('new-checkout').getByText('Fallback: false').waitFor();
  });

  it('can be used by everyone, in light and dark', async () => {
    await page.getByRole('switch', { name: 'new-checkout' }).check();
    await row('new-checkout').getByText('Set to true.').waitFor();
    expect(await violationsOn(page)).toEqual([]);
  });
});
