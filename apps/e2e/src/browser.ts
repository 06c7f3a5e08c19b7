import { findChromium, freePort } from '@burgee/testing';
import { type Browser, type BrowserContext, chromium } from 'playwright-core';

/** A host name of this machine whose pages are not a secure context. */
export const PLAIN_HOST = 'burgee.test';

export type BrowserOptions = {
  /** Opens a window, and leaves Ctrl+C to the caller. */
  readonly isHeaded?: boolean;
  /** Compiles and draws like a user's browser, to measure it. */
  readonly isMeasured?: boolean;
  /** The port to which other clients of the DevTools protocol connect. */
  readonly debuggingPort?: number;
};

/**
 * Pages live for seconds here, so code that was optimized is hardly ever run, and more processes and threads only compete for
 * processors.
 */
const FOR_SHORT_LIVES = [
  '--js-flags=--no-opt --no-maglev',
  '--disable-site-isolation-trials',
  '--num-raster-threads=1',
];

/** Launches the Chromium that is installed on this machine. */
export async function openBrowser({
  isHeaded = false,
  isMeasured = false,
  debuggingPort,
}: BrowserOptions = {}): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('The journeys need a Chromium: install one, or set CHROMIUM_PATH.');
  return chromium.launch({
    executablePath,
    headless: !isHeaded,
    handleSIGINT: !isHeaded,
    // Chromium's sandbox does not start as root. Updates and other background requests are off.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
      ...(isHeaded || isMeasured ? [] : FOR_SHORT_LIVES),
      // Resolves like a host name in an office network. Unlike localhost, it does not make pages secure contexts.
      `--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1`,
      ...(debuggingPort === undefined ? [] : [`--remote-debugging-port=${debuggingPort}`]),
    ],
  });
}

/** One window, in which only the tab that was opened or brought to the front last is visible. */
export type Tabs = AsyncDisposable & { readonly context: BrowserContext };

/** Opens a browser without Playwright's defaults, which emulate the focus in each page and so keep all pages visible. */
export async function openTabs(): Promise<Tabs> {
  const debuggingPort = await freePort();
  const browser = await openBrowser({ debuggingPort });
  const window = await chromium.connectOverCDP(`http://127.0.0.1:${debuggingPort}`, { noDefaults: true });
  const [context] = window.contexts();
  if (!context) throw new Error('The browser has no window.');
  return { context, [Symbol.asyncDispose]: () => browser.close() };
}
