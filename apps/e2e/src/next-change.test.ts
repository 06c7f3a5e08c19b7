import { MINUTE_MS } from '@burgee/contracts';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { openBrowser } from './browser.ts';
import { type Burgee, startBurgee } from './burgee.ts';

const [STEPPED, RAMPED, OVERRIDDEN] = ['wishlist-gallery', 'wishlist-add-item', 'wishlist-edit-item'] as const;
const USER = 'ann';
const BUCKETS = 100_000;
const RAMP_MS = MINUTE_MS;
/** Enough time to set the flags and open the page before anything changes. */
const LEAD_MS = 10_000;
/** Much less than the 30 s after which the client would poll, and enough for a busy machine. */
const SOON_MS = 10_000;

let burgee: Burgee;
let browser: Browser;
beforeAll(async () => {
  [burgee, browser] = await Promise.all([startBurgee(), openBrowser()]);
});
afterAll(async () => {
  await browser?.close();
  await burgee?.[Symbol.asyncDispose]();
});

it.each([
  ['open', []],
  ['cut', ['**/api/config/stream']],
] as const)(
  'B.24 with the stream %s, a step, a ramp and an expired override change the page on time',
  async (_stream, cut) => {
    const bucket = await bucketOf(RAMPED);
    const at = Date.now() + LEAD_MS;
    await setSchedule(STEPPED, { kind: 'steps', steps: [{ at: iso(at), percentage: 100 }] });
    // The ramp reaches this user at the same instant.
    const startAt = at - (bucket / BUCKETS) * RAMP_MS;
    await setSchedule(RAMPED, { kind: 'ramp', from: 0, to: 100, startAt: iso(startAt), endAt: iso(startAt + RAMP_MS) });
    await burgee.setFlag(OVERRIDDEN, { enabled: true, rolloutPercentage: 0 });
    await burgee.asAdmin('POST', `flags/${OVERRIDDEN}/users`, {
      userId: USER,
      overrideType: 'include',
      expiresAt: iso(at),
    });

    const page = await browser.newPage();
    for (const pattern of cut) await page.route(pattern, (route) => route.abort());
    await page.goto(`${burgee.url}/wishlist/?userId=${USER}`);
    await page
      .getByRole('status')
      .filter({ hasText: cut.length > 0 ? 'Reconnecting' : 'Live' })
      .waitFor();
    const seen = await Promise.all([
      whenChanged(page, STEPPED, true),
      whenChanged(page, RAMPED, true),
      whenChanged(page, OVERRIDDEN, false),
    ]);
    await page.close();
    for (const { lookedAt, changedAt } of seen) {
      expect(lookedAt).toBeLessThan(at);
      // The ramp is computed in whole milliseconds.
      expect(changedAt).toBeGreaterThanOrEqual(at - 2);
      expect(changedAt).toBeLessThan(at + SOON_MS);
    }
  },
);

function iso(instant: number): string {
  return new Date(instant).toISOString();
}

async function setSchedule(key: string, schedule: object): Promise<void> {
  await burgee.setFlag(key, { enabled: true });
  const { revision, rollout } = (await burgee.asAdmin('GET', `flags/${key}`)) as { revision: number; rollout: object };
  await burgee.asAdmin('PATCH', `flags/${key}`, { revision, rollout: { ...rollout, schedule } });
}

/** The bucket of the user in the flag's rollout. */
async function bucketOf(key: string): Promise<number> {
  await burgee.setFlag(key, { enabled: true, rolloutPercentage: 50 });
  const response = await fetch(`${burgee.url}/api/config/evaluate`, {
    method: 'POST',
    headers: { Authorization: `Bearer ${burgee.token}`, 'Content-Type': 'application/json' },
    body: JSON.stringify({ context: { userId: USER }, flagKeys: [key], explain: true }),
  });
  const { flags } = (await response.json()) as { flags: Record<string, { bucket: number }> };
  return flags[key]?.bucket ?? NaN;
}

/**
 * Returns when the page still showed the old state of a feature, and when it first showed the new one, by the machine's
 * clock.
 */
async function whenChanged(page: Page, key: string, isOn: boolean): Promise<{ lookedAt: number; changedAt: number }> {
  const comingSoon = page.locator('.coming-soon', { hasText: key });
  await comingSoon.waitFor({ state: isOn ? 'visible' : 'detached' });
  return page.evaluate(
    async ([flagKey, isAwaitedOn]) => {
      const isShownOn = () =>
        ![...document.querySelectorAll('.coming-soon')].some(({ textContent }) => textContent.includes(flagKey));
      const lookedAt = Date.now();
      while (isShownOn() !== isAwaitedOn) await new Promise(requestAnimationFrame);
      return { lookedAt, changedAt: Date.now() };
    },
    [key, isOn] as const,
  );
}
