import type { Browser, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { heading, joinByLink, openFlags, type SignedIn } from './admin-page.ts';
import { openBrowser } from './browser.ts';
import { type Burgee, startBurgee } from './burgee.ts';
import { recordCalls } from './calls.ts';
import { type Person, withKeyboard, withMouse } from './people.ts';

const KEY = 'wishlist-gallery';

let browser: Browser;
/** The session of Ada, an admin. */
let session: SignedIn;
let burgee: Burgee;
/** Uses only the keyboard. */
let ada: Person;
let grace: Person;
let failures: string[] = [];

beforeAll(async () => {
  [browser, burgee] = await Promise.all([openBrowser(), startBurgee()]);
  // Before anyone opens the page: a switch that still shows 0% would ask who should get the flag.
  await burgee.setFlag(KEY, { enabled: false, rolloutPercentage: 100 });
  session = await joinByLink(browser, burgee, burgee.setupLink, { email: 'ada@example.org', name: 'Ada Lovelace' });
  ada = await open(session, withKeyboard);
  const link = await invite(ada.page, 'grace@example.org');
  grace = await open(await joinByLink(browser, burgee, link, { name: 'Grace Hopper' }), withMouse);
});
afterAll(async () => {
  await browser?.close();
  await burgee?.[Symbol.asyncDispose]();
});
beforeEach(async () => {
  failures = [];
  await burgee.setFlag(KEY, { enabled: false, rolloutPercentage: 100 });
});
afterEach(() => expect(failures).toEqual([]));

async function open(storageState: SignedIn, withHands: (page: Page) => Person): Promise<Person> {
  const onError = (error: Error) => void failures.push(String(error));
  const page = await openFlags(browser, { url: burgee.url, storageState, onError });
  return withHands(page);
}

/** @returns the invitation link of an editor. */
async function invite(page: Page, email: string): Promise<string> {
  const token = await page.evaluate(
    async (body) => {
      const headers = { 'Content-Type': 'application/json' };
      const response = await fetch('/trpc/people.invite', { method: 'POST', headers, body });
      const { result } = (await response.json()) as { result: { data: { token: string } } };
      return result.data.token;
    },
    JSON.stringify({ email, role: 'editor' }),
  );
  return `${burgee.url}/admin/join?token=${token}`;
}

const killSwitch = ({ page }: Person) => page.getByRole('switch', { name: `${KEY} in Development` });
const isOn = (person: Person) => killSwitch(person).and(person.page.locator(':checked')).waitFor({ state: 'attached' });
const isOff = (person: Person) =>
  killSwitch(person).and(person.page.locator(':not(:checked)')).waitFor({ state: 'attached' });
const lost = ({ page }: Person) => page.getByRole('status').filter({ hasText: 'No connection to the server' });
const dialog = ({ page }: Person) => page.getByRole('dialog');

async function openFlag(person: Person): Promise<void> {
  await person.page.goto(`${burgee.url}/admin/flags/${KEY}?env=development`);
  await heading(person.page, KEY).waitFor();
}

async function submit({ page, press }: Person, verb: string): Promise<void> {
  await press(page.getByRole('dialog').getByRole('button', { name: verb, exact: true }));
}

async function chooseStep({ page, press }: Person, percent: number): Promise<void> {
  await press(page.getByRole('region', { name: 'Rollout' }).getByRole('button', { name: `${percent}%`, exact: true }));
}

/** Switches the flag on over REST. */
async function switchOnIn(environment: string): Promise<void> {
  await burgee.asAdmin('POST', `flags/${KEY}?environment=${environment}`, { enabled: true, rolloutPercentage: 100 });
}

describe('F1.8 in two browsers', () => {
  it('a change in one appears in the other immediately, with its author', async () => {
    await grace.press(killSwitch(grace));
    await isOn(ada);
    const row = ada.page.getByRole('row').filter({ has: ada.page.getByRole('link', { name: KEY }) });
    await row.getByText('grace@example.org').waitFor({ state: 'attached' });
  });

  it('a conflict shows both sides, and no input is lost', async () => {
    await Promise.all([openFlag(ada), openFlag(grace)]);
    await chooseStep(ada, 25);
    await ada.press(ada.page.getByRole('button', { name: 'Set expiry' }));
    await ada.review();

    await chooseStep(grace, 5);
    await grace.review();
    await submit(grace, 'Save changes');
    await dialog(grace).waitFor({ state: 'detached' });

    await submit(ada, 'Save changes');
    await dialog(ada).getByText('grace@example.org changed it').waitFor();
    const rollout = dialog(ada).getByRole('group', { name: 'Rollout' });
    expect(await rollout.innerText()).toMatch(/Yours[^]*25[^]*Theirs[^]*5/);
    await dialog(ada).getByRole('group', { name: 'Expiry' }).getByText('Only you changed it').waitFor();
    await submit(ada, 'Use this selection');
    await submit(ada, 'Save changes');
    await dialog(ada).waitFor({ state: 'detached' });

    await grace.page.locator('input[value="25%"]').waitFor();
    await grace.page.getByRole('region', { name: 'Expiry' }).locator('input[type=datetime-local]').waitFor();
  });

  it('without the server, the switch goes back with a reason and a bar appears, and both recover when it returns', async () => {
    await Promise.all([openFlag(ada), openFlag(grace)]);
    await burgee.kill();
    await ada.press(killSwitch(ada));
    await ada.page.getByRole('alert').filter({ hasText: 'The server cannot be reached' }).waitFor();
    await isOff(ada);
    await Promise.all([lost(ada).waitFor(), lost(grace).waitFor()]);

    await burgee.startAgain();
    await Promise.all([lost(ada).waitFor({ state: 'detached' }), lost(grace).waitFor({ state: 'detached' })]);
    await ada.press(killSwitch(ada));
    await isOn(grace);
  });
});

describe('F1.8 live updates', () => {
  it('a key created in one browser appears in the list of another without reload', async () => {
    const keys = `${burgee.url}/admin/keys?env=development`;
    await ada.page.goto(keys);
    await heading(ada.page, 'Keys').waitFor();
    const other = await open(session, withMouse);
    await other.openScreen('Keys');
    await other.press(other.page.getByRole('button', { name: 'New key' }));
    await other.type(dialog(other).getByRole('textbox', { name: 'Name' }), 'Checkout service');
    await submit(other, 'Create key');
    await ada.page.getByRole('region', { name: 'Key Checkout service' }).waitFor();
    await other.page.context().close();
  });

  it('a change in staging refetches nothing about production, a change in production does', async () => {
    const { page } = grace;
    await page.goto(`${burgee.url}/admin/flags/${KEY}?env=production`);
    await heading(page, KEY).waitFor();
    await page.waitForLoadState('networkidle');
    const calls = recordCalls(page);
    await switchOnIn('staging');
    // Refetched with every environment's changes, so its answer shows that the change has arrived.
    await calls.next('environments.list');
    expect(calls.taken().filter((call) => call.includes('production'))).toEqual([]);
    await switchOnIn('production');
    await calls.next('environments.list');
    expect(calls.taken().filter((call) => call.includes('production'))).toContainEqual(
      expect.stringMatching(/^flags\.get /),
    );
  });

  it('a save sends each query at most once', async () => {
    const { page } = ada;
    await page.goto(`${burgee.url}/admin/flags?env=development`);
    await killSwitch(ada).waitFor({ state: 'attached' });
    await page.waitForLoadState('networkidle');
    const calls = recordCalls(page);
    await ada.press(killSwitch(ada));
    // Not refetched by the switch itself, but by the echo of its change in the stream.
    await calls.next('environments.list');
    await page.waitForLoadState('networkidle');
    const sent = calls.taken();
    expect(sent).toContainEqual(expect.stringMatching(/^flags\.table /));
    expect(sent).toEqual([...new Set(sent)]);
  });
});
