import { findChromium } from '@burgee/testing';
import { chromium, type Browser } from 'playwright-core';

/** A host name of this machine whose pages are no secure context. */
export const PLAIN_HOST = 'burgee.test';

export type BrowserOptions = {
  /** Opens a window, and leaves Ctrl+C to the caller. */
  readonly isHeaded?: boolean;
};

/** Launches the Chromium that is installed on this machine. */
export async function openBrowser({ isHeaded = false }: BrowserOptions = {}): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('The journeys need a Chromium: install one, or set CHROMIUM_PATH.');
  return chromium.launch({
    executablePath,
    headless: !isHeaded,
    handleSIGINT: !isHeaded,
    // Chromium's own sandbox does not start as root; and it need not look for updates.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
      // Leads here as a host name in an office does: only pages from localhost are as good as pages over HTTPS.
      `--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1`,
    ],
  });
}
