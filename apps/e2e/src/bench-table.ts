// `npm run bench:table`: measures the table of flags with 5,000 flags in Chromium, from a key press to the result on
// the screen. Build the admin app first: `npx nx run @burgee/admin:build`.
import { loadavg } from 'node:os';
import { performance } from 'node:perf_hooks';
import type { Page } from 'playwright-core';
import { heading, joinByLink, signIn } from './admin-page.ts';
import { openBrowser } from './browser.ts';
import { type Burgee, startBurgee } from './burgee.ts';
import { insertFlags, manyFlags, type NamedFlag } from './many-flags.ts';
import { watchTable } from './watch-table.ts';

const FLAGS = 5_000;
const LIMIT_MS = 100;
/** The pause between a result and the next key, as fast as people type. */
const PAUSE_MS = 100;
/** No two words share a prefix, or the second would find its first results in the cache. */
const WORDS = [
  ...[
    'checkout-b',
    'number 12',
    'mail-wi',
    'payments-page-1',
    'filter of p',
    'beta-export-09',
    'orders-th',
    'wizard-2',
  ],
  ...['list of a', 'ge-3', 'dmin-', 'e new but', 'ion', 'vi', '12', '7', 'heme-1', 'hn', 'rch-li', 'ws'],
];
const CALLS = 30;
const EMAIL = 'ada@example.org';

const flags = manyFlags(FLAGS);
await using burgee = await startBurgee();
await insertFlags(burgee.databaseUrl, flags);
const browser = await openBrowser({ isMeasured: true });
await joinByLink(browser, burgee, burgee.setupLink, { email: EMAIL, name: 'Ada Lovelace' });
const page = await browser.newPage({ viewport: { width: 1280, height: 800 } });
await page.goto(`${burgee.url}/admin/flags?env=development`);
await signIn(page, EMAIL);
await heading(page, 'Flags').waitFor();
await page.getByRole('status').filter({ hasText: '5,000 flags' }).waitFor();
await page.evaluate(watchTable);

const keys = await typeWords(page);
const typing = await page.evaluate(() => longestTask());
await scroll(page);
const scrolling = await page.evaluate(() => longestTask());
await browser.close();
const asks = await times(CALLS, (index) =>
  ask(burgee, (WORDS[index % WORDS.length] as string).slice(0, 1 + (index % 4))),
);
const writes = await times(CALLS, (index) => burgee.setFlag(`${flags[index * 7]?.key}`, { enabled: index % 2 === 0 }));

const rows = [
  ['key to answer, median', median(keys), LIMIT_MS],
  ['key to answer, 95 of 100', quantile(keys, 0.95), LIMIT_MS],
  ['longest task while typing', typing, LIMIT_MS],
  ['longest task while scrolling', scrolling, LIMIT_MS],
  ['server only: a search, median', median(asks), undefined],
  ['server only: a switch, median', median(writes), undefined],
] as const;
console.log(`${FLAGS} flags, ${keys.length} keys, load ${loadavg()[0]?.toFixed(1)}`);
for (const [what, ms, limit] of rows) {
  const verdict = limit === undefined ? '' : `  <= ${limit} ms  ${ms <= limit ? 'pass' : 'FAIL'}`;
  console.log(`${what.padEnd(36)}${ms.toFixed(1).padStart(7)} ms${verdict}`);
}
process.exitCode = rows.every(([, ms, limit]) => limit === undefined || ms <= limit) ? 0 : 1;

/**
 * Types all words, and returns the times of the keys that change the result. Clearing the search is not counted,
 * because its result is cached.
 */
async function typeWords(page: Page): Promise<number[]> {
  const found: number[] = [];
  await page.getByRole('searchbox').focus();
  for (const word of WORDS) {
    let before = flags.length;
    for (const [index, key] of [...word].entries()) {
      const answer = search(word.slice(0, index + 1));
      const ms = await press(page, key, answer.length === before ? undefined : answer);
      before = answer.length;
      if (ms !== undefined) found.push(ms);
      await page.waitForTimeout(PAUSE_MS);
    }
    await press(page, 'Escape', before === flags.length ? undefined : flags);
    await page.waitForTimeout(PAUSE_MS);
  }
  return found;
}

async function press(page: Page, key: string, answer: readonly NamedFlag[] | undefined): Promise<number | undefined> {
  if (!answer) return void (await page.keyboard.press(key));
  const answered = page.evaluate(([total, first]) => globalThis.answered(total, first), [
    answer.length,
    answer[0]?.key,
  ] as const);
  await page.keyboard.press(key);
  return answered;
}

function search(text: string): NamedFlag[] {
  const has = (words: string) => words.toLowerCase().includes(text);
  return flags.filter(({ key, description }) => has(key) || has(description));
}

async function scroll(page: Page): Promise<void> {
  await page.mouse.move(600, 500);
  for (let step = 0; step < 40; step++) {
    await page.mouse.wheel(0, step % 10 === 9 ? 20_000 : 600);
    await page.waitForTimeout(PAUSE_MS);
  }
}

async function ask({ url, token }: Burgee, text: string): Promise<void> {
  const response = await fetch(`${url}/trpc/flags.table`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ environment: 'development', search: text, pageSize: 50 }),
  });
  if (!response.ok) throw new Error(`the search failed: ${await response.text()}`);
  await response.text();
}

async function times(count: number, call: (index: number) => Promise<void>): Promise<number[]> {
  const found: number[] = [];
  for (let index = 0; index < count; index++) {
    const start = performance.now();
    await call(index);
    found.push(performance.now() - start);
  }
  return found;
}

function median(values: readonly number[]): number {
  return quantile(values, 0.5);
}

function quantile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((one, other) => one - other);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}
