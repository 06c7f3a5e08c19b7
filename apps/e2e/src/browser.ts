import { findChromium } from '@burgee/testing';
import { chromium, type Browser } from 'playwright-core';

/** A real Chromium: the one that the machine has. */
export async function openBrowser(): Promise<Browser> {
  const executablePath = findChromium();
  if (!executablePath) throw new Error('The journeys need a Chromium: install one, or set CHROMIUM_PATH.');
  return chromium.launch({
    executablePath,
    // Chromium's own sandbox does not start as root; and it need not look for updates.
    args: [
      '--no-sandbox',
      '--disable-gpu',
      '--disable-background-networking',
      '--disable-component-update',
      '--no-first-run',
    ],
  });
}
