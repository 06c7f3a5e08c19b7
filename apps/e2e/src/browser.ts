import { findChromium } from '@burgee/testing';
import { type Browser, chromium } from 'playwright-core';

/** A host name of this machine whose pages are not a secure context. */
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
    // Chromium's sandbox does not start as root. Updates and other background requests are off.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
      // Resolves like a host name in an office network. Unlike localhost, it does not make pages secure contexts.
      `--host-resolver-rules=MAP ${PLAIN_HOST} 127.0.0.1`,
    ],
  });
}
