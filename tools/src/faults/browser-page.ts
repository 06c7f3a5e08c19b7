import { type AnswerMangler, findChromium, freePort, type Reply, startAnswerMangler } from '@burgee/testing';
import { join } from 'node:path';
import { type BrowserContext, chromium, type Page } from 'playwright-core';
import { build, defaultClientConditions } from 'vite';
import type { Outcome } from './row.ts';
import { CONTEXT, FIXED } from './stock.ts';
import type { World } from './world.ts';

/** A real Chromium and an origin whose page has a client as the global `burgee`. */
export type Stage = {
  readonly context: BrowserContext;
  readonly origin: AnswerMangler;
  /** Opens a tab and waits until its client is ready. */
  openTab(query?: string): Promise<Page>;
  /** Errors thrown by pages. */
  readonly violations: string[];
};

const ARGUMENTS = ['--no-sandbox', '--disable-gpu', '--disable-background-networking', '--no-first-run'];
/** Playwright's default, which would make every page reload when the user goes back. */
const IGNORED_ARGUMENTS = ['--disable-back-forward-cache'];
const JAVASCRIPT = { 'Content-Type': 'text/javascript' };
const HTML = { 'Content-Type': 'text/html' };

const PAGE = `<!doctype html><title>Burgee</title><script type="module">
import { createFlagClient, sessionOverrides } from '/client.js';
let storage;
try {
  storage = sessionStorage;
} catch {}
const overrides = sessionOverrides({ search: location.search, storage });
window.burgee = createFlagClient({ url: '', context: ${JSON.stringify(CONTEXT)}, overrides });
</script>`;

let bundle: Promise<string> | undefined;

/** Runs a row in a browser, or reports why it cannot. In CI, a missing browser is a failure. */
export async function inBrowser(world: World, run: (stage: Stage) => Promise<Outcome>): Promise<Outcome> {
  const executablePath = findChromium();
  if (executablePath === undefined) {
    if (process.env['CI']) return { worst: {}, violations: ['Chromium is not installed'] };
    return { notApplicable: 'Chromium is not installed.' };
  }
  const port = await freePort();
  const args = [...ARGUMENTS, `--remote-debugging-port=${port}`];
  const browser = await chromium.launch({ executablePath, args, ignoreDefaultArgs: IGNORED_ARGUMENTS });
  try {
    // Without defaults, Playwright does not emulate the focus, which would keep all tabs visible.
    const tabs = await chromium.connectOverCDP(`http://127.0.0.1:${port}`, { noDefaults: true });
    await using origin = await startAnswerMangler(world.first.url, await servedFiles());
    return await run(openStage(tabs.contexts()[0] as BrowserContext, origin));
  } finally {
    await browser.close();
  }
}

function openStage(context: BrowserContext, origin: AnswerMangler): Stage {
  const violations: string[] = [];
  return {
    context,
    origin,
    violations,
    openTab: async (query = '') => {
      const page = await context.newPage();
      page.on('pageerror', ({ message }) => violations.push(`a page threw ${message}`));
      await page.goto(`${origin.url}/page${query}`);
      await page.waitForFunction(`globalThis.burgee?.status().state === 'ready'`, undefined, { timeout: 40_000 });
      return page;
    },
  };
}

async function servedFiles(): Promise<Record<string, Reply>> {
  return {
    '/page': { headers: HTML, body: PAGE },
    '/client.js': { headers: JAVASCRIPT, body: await (bundle ??= bundleClient()) },
    '/elsewhere': { headers: HTML, body: '<!doctype html><title>Elsewhere</title>' },
    '/favicon.ico': { status: 204 },
  };
}

async function bundleClient(): Promise<string> {
  const built = await build({
    configFile: false,
    logLevel: 'error',
    resolve: { conditions: ['@burgee/source', ...defaultClientConditions] },
    build: {
      write: false,
      lib: { entry: join(import.meta.dirname, 'browser-client.ts'), formats: ['es'], fileName: 'client' },
    },
  });
  const [output] = [built].flat();
  if (!output || !('output' in output)) throw new Error('The client was not bundled.');
  return output.output[0].code;
}

/** Waits until the page's client knows the flag. @returns how long that took, in milliseconds; NaN after `withinMs`. */
export async function timeUntilKnown(page: Page, key: string, withinMs: number): Promise<number> {
  const begun = performance.now();
  try {
    await page.waitForFunction(`burgee.all().has(${JSON.stringify(key)})`, undefined, {
      timeout: withinMs,
      polling: 20,
    });
    return performance.now() - begun;
  } catch {
    return NaN;
  }
}

export async function untilLive(page: Page): Promise<void> {
  await page.waitForFunction(`burgee.status().connection === 'live'`, undefined, { timeout: 40_000 });
}

/** Reads every flag that nobody changes. @returns a sentence for each wrong value. */
export async function wrongReads(page: Page): Promise<string[]> {
  const read = `Object.fromEntries(${JSON.stringify(Object.keys(FIXED))}.map((key) => [key, burgee.get(key, null)]))`;
  const values = await page.evaluate<Record<string, unknown>>(read);
  const wrong = Object.keys(FIXED).filter((key) => values[key] !== FIXED[key]);
  return wrong.map((key) => `${key} is ${JSON.stringify(values[key])}`);
}
