import type { Page } from 'playwright-core';

/** Ends a wait that hangs: on a busy machine, a page may take seconds. */
const WITHIN_MS = 45_000;

/** A visit of a page. Its texts are those of all elements in `<main>`, such as `The new checkout | Pay now`. */
export type Visit = {
  /** The text in the HTML of the first response. */
  readonly served: string;
  /** The texts that the page showed one after the other, from the parsed HTML on. */
  readonly shown: readonly string[];
  /** Errors and warnings of the console, and exceptions. */
  readonly messages: readonly string[];
};

declare global {
  var shownTexts: string[];
}

/**
 * Returns a function that opens a page, and waits until it is hydrated.
 *
 * @param burgeeUrl the page requests flags from there once it is hydrated, because effects run only then.
 */
export async function createVisitor(page: Page, url: string, burgeeUrl: string): Promise<() => Promise<Visit>> {
  const messages: string[] = [];
  page.setDefaultTimeout(WITHIN_MS);
  page.on('console', (message) => {
    // The page has no icon, for which browsers ask.
    const isAboutIcon = message.location().url.endsWith('/favicon.ico');
    if (['error', 'warning'].includes(message.type()) && !isAboutIcon) messages.push(message.text());
  });
  page.on('pageerror', ({ message }) => messages.push(message));
  await page.addInitScript(recordTexts);
  return async () => {
    messages.length = 0;
    const [response] = await Promise.all([page.goto(url), page.waitForResponse(`${burgeeUrl}/api/config/evaluate`)]);
    const served = textInHtml((await response?.text()) ?? '');
    return { served, shown: await shownTexts(page), messages: [...messages] };
  };
}

/** The texts that the open page has shown so far. */
export function shownTexts(page: Page): Promise<string[]> {
  return page.evaluate(() => globalThis.shownTexts);
}

/** The text of `<main>` in HTML, whose elements have no attributes. */
export function textInHtml(html: string): string {
  const [, main = ''] = /<main>(.*?)<\/main>/s.exec(html) ?? [];
  return [...main.matchAll(/<\w+>([^<]*)/g)].map(([, text]) => text).join(' | ');
}

/** Runs in the page. */
function recordTexts(): void {
  const shown: string[] = (globalThis.shownTexts = []);
  const record = () => {
    const main = document.querySelector('main');
    // While the HTML arrives, `<main>` is complete when something follows it.
    if (!main || (document.readyState === 'loading' && !main.nextSibling)) return;
    const text = [...main.children].map(({ textContent }) => textContent).join(' | ');
    if (text !== shown.at(-1)) shown.push(text);
  };
  new MutationObserver(record).observe(document, { childList: true, characterData: true, subtree: true });
}
