import type { Page } from 'playwright-core';
import { startChromium } from './chromium.ts';
import { buildNextExample, installNextExample, startNextExample } from './next-example.ts';
import type { Report } from './report.ts';
import { type SampleServer, startSampleServer } from './sample-server.ts';
import type { PackedPackage } from './tarballs.ts';
import { createVisitor, shownTexts, type Visit } from './visit.ts';
import { textOf, visitProblems } from './visit-problems.ts';

const FLAG = 'new-checkout';
/** The values of the flag one after the other; the first is that of a new server. */
const VALUES = [true, false, true, false, true] as const;
/** Each reload awaits answers of both servers, so that a change arrives within a few. */
const MOST_RELOADS = 200;

/** Installs, builds and starts `examples/next`, and opens its page while its flag changes. */
export async function checkNext(report: Report, packages: readonly PackedPackage[], folder: string): Promise<void> {
  const installed = await report.make('installs example next', () => installNextExample(packages, folder), String);
  const built = installed && (await report.make('builds example next', () => buildNextExample(folder), String));
  if (built) await report.check('page of example next', () => openWhileFlagChanges(folder));
}

async function openWhileFlagChanges(folder: string): Promise<string> {
  await using server = await startSampleServer();
  await using example = await startNextExample(folder, server);
  await using browser = await startChromium();
  const page = await browser.newPage();
  const visit = await createVisitor(page, example.url, server.url);
  let count = 0;
  for (const [index, value] of VALUES.entries()) {
    const changed = index === 0 ? undefined : server.setEnabled(FLAG, value);
    count += await reloadUntil(visit, textOf(value));
    await changed;
  }
  await changeWhileOpen(page, server);
  return `HTML and hydrated page agreed in ${count} reloads during ${VALUES.length - 1} changes, and the open page follows`;
}

/** Reloads until the server renders a text, and checks each visit. Returns the number of visits. */
async function reloadUntil(visit: () => Promise<Visit>, text: string): Promise<number> {
  for (let count = 1; count <= MOST_RELOADS; count++) {
    const seen = await visit();
    const problems = visitProblems(seen);
    if (problems.length > 0) throw new Error(problems.join('\n'));
    if (seen.served === text) return count;
  }
  throw new Error(`the server does not render "${text}" after ${MOST_RELOADS} reloads`);
}

/** Switches the flag off while the page is open: its client component follows, and nothing else ever shows. */
async function changeWhileOpen(page: Page, server: SampleServer): Promise<void> {
  await server.setEnabled(FLAG, false);
  await page.getByText('Go to payment').waitFor();
  const shown = await shownTexts(page);
  const expected = [textOf(true), 'The new checkout | Go to payment'];
  if (shown.join() !== expected.join()) throw new Error(`the open page shows ${shown.join(', then ')}`);
}
