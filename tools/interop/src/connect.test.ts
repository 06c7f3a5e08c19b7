import { freePort } from '@burgee/testing';
import { type ConnectionPlace, type Sdk, SDKS } from '@burgee/protocols/connect';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openBrowser } from '../../../apps/e2e/src/browser.ts';
import { type Burgee, startBurgee } from '../../../apps/e2e/src/burgee.ts';
import { createKey } from './test-flags.ts';
import { bundlePage, type Pages, startPages } from './test-pages.ts';

/** On for ann alone, so that no default can pass for its value. */
const flagKey = 'for-ann';
const FOR_ANN = {
  key: flagKey,
  enabled: true,
  rollout: { schedule: { kind: 'fixed', percentage: 0 } },
  rules: [
    {
      id: 'ann',
      condition: { attribute: 'userId', operator: 'in', values: ['ann'] },
      serve: { kind: 'variant', variant: 'on' },
    },
  ],
};

/** A page for the component `App`, which is all that the lines of React have. */
const MOUNT = `import { createRoot } from 'react-dom/client';
import { App } from './react.tsx';
createRoot(document.body.appendChild(document.createElement('main'))).render(<App userId="ann" />);`;

const stack = new AsyncDisposableStack();
let burgee: Burgee;
let pages: Pages;
let page: Page;
let folder: string;
let flagd: ConnectionPlace['flagd'];

type Connections = Pick<ConnectionPlace, 'flagd'> & { readonly items: readonly object[] };
const readConnections = () => burgee.asAdmin('GET', 'connections?environment=development') as Promise<Connections>;

beforeAll(async () => {
  burgee = stack.use(await startBurgee({ FLAGD_SYNC_PORT: String(await freePort()) }));
  await burgee.asAdmin('POST', 'flags', FOR_ANN);
  ({ flagd } = await readConnections());
  pages = stack.use(startPages());
  const browser = await openBrowser();
  stack.defer(() => browser.close());
  page = await browser.newPage();
  // Below the packages of the vendors, where Node looks for them.
  const results = join(import.meta.dirname, '../test-results');
  await mkdir(results, { recursive: true });
  folder = await mkdtemp(join(results, 'connect-'));
  stack.defer(() => rm(folder, { recursive: true }));
});
afterAll(() => stack.disposeAsync());

/** Returns the file with the lines that people get, unchanged. */
async function writeLines({ id, language, keyKind, code }: Sdk): Promise<string> {
  const origins = keyKind === 'web' ? { origins: [pages.origin] } : {};
  const key = await createKey(burgee, { kind: keyKind, name: id, ...origins });
  const file = join(folder, `${id}.${language}`);
  await writeFile(file, code({ url: burgee.url, key, flagKey, flagd }));
  return file;
}

/** Returns the first line that the program prints. */
async function runOnNode(file: string): Promise<string> {
  const { PATH } = process.env;
  const program = spawn(process.execPath, ['--conditions=@burgee/source', file], {
    // Some SDKs keep their flags in a temporary file, and would read it in the next run.
    env: { PATH, TMPDIR: folder },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(program, 'exit');
  try {
    for await (const line of createInterface({ input: program.stdout })) return line;
    throw new Error(`${file} ended without a line.`);
  } finally {
    program.kill();
    await exited;
  }
}

/** Returns the first text that the page logs or, if it is a component, shows for the flag. */
async function runInChromium(id: string, file: string, isComponent: boolean): Promise<string | null> {
  const entry = isComponent ? join(folder, 'mount.tsx') : file;
  if (isComponent) await writeFile(entry, MOUNT);
  pages.serve(`/${id}`, await bundlePage(entry));
  const logged = isComponent ? undefined : page.waitForEvent('console');
  await page.goto(`${pages.origin}/${id}`);
  if (logged) return (await logged).text();
  await page.getByText('on', { exact: true }).waitFor();
  return page.textContent('main');
}

describe('15.7 the lines to paste', () => {
  const runnable = SDKS.filter(({ language }) => language === 'ts' || language === 'tsx');

  it.each(runnable)('connect $label, with the value of the flag for ann', async (sdk) => {
    const { id, protocol, keyKind, language } = sdk;
    const file = await writeLines(sdk);
    const isComponent = language === 'tsx';
    const printed = await (keyKind === 'server' ? runOnNode(file) : runInChromium(id, file, isComponent));
    expect(printed).toBe(isComponent ? 'on' : 'true');
    const connected = { protocol, key: expect.objectContaining({ name: id }) as object };
    await expect.poll(async () => (await readConnections()).items).toContainEqual(expect.objectContaining(connected));
  });
});
