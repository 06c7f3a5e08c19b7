import pg from 'pg';
import type { Browser, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { joinByLink, openFlags } from './admin-page.ts';
import { violationsOn } from './axe.ts';
import { openBrowser } from './browser.ts';
import { type Burgee, startBurgee } from './burgee.ts';
import { type Person, withKeyboard, withMouse } from './people.ts';

let browser: Browser;
let burgee: Burgee;
let ada: Person;
let failures: string[] = [];

const RULES = [{ id: 'r', condition: { all: [] }, serve: { kind: 'variant', variant: 'on' } }];
const POISON = [
  `update feature_flags set rules = '[{"condition":{"operator":"psychic"}}]' where flag_key = 'lost-rules'`,
  `update feature_flags set tags = '7', rules = 'null' where flag_key = 'lost-twice'`,
  `update feature_flags set variants = '{}' where flag_key = 'lost-variants'`,
  `update feature_flags set flag_key = '../..' where flag_key = 'lost-key'`,
  `update segments set condition = '{"any":7}' where key = 'lost-condition'`,
  `update feature_flag_user_overrides set value = '1e400'`,
];

beforeAll(async () => {
  [browser, burgee] = await Promise.all([openBrowser(), startBurgee()]);
  for (const key of ['lost-key', 'lost-rules', 'lost-twice', 'lost-variants', 'whole']) {
    await burgee.asAdmin('POST', 'flags', { key, rules: RULES });
  }
  const user = { userId: 'ann', overrideType: 'include', value: true };
  await burgee.asAdmin('POST', 'flags/whole/users', user);
  const storageState = await joinByLink(browser, burgee, burgee.setupLink, { email: 'ada@example.org', name: 'Ada' });
  const onError = (error: Error) => void failures.push(String(error));
  const page = await openFlags(browser, { url: burgee.url, storageState, onError });
  await createSegment(page);
  const sql = new pg.Client({ connectionString: burgee.databaseUrl });
  await sql.connect();
  for (const statement of POISON) await sql.query(statement);
  await sql.end();
  await burgee.setFlag('whole', { enabled: false, rolloutPercentage: 100 });
  // Makes the server load all rows again.
  await burgee.asAdmin('POST', 'environments/development/cache/invalidate', {});
  ada = withMouse(page);
});
afterAll(async () => {
  await browser?.close();
  await burgee?.[Symbol.asyncDispose]();
});
afterEach(() => {
  expect(failures).toEqual([]);
  failures = [];
});

/** The REST API has no segments. */
async function createSegment(page: Page): Promise<void> {
  const input = { environment: 'development', key: 'lost-condition', condition: { all: [] } };
  const response = await page.request.post(`${burgee.url}/trpc/segments.create`, {
    headers: { Origin: burgee.url },
    data: input,
  });
  expect(response.status()).toBe(200);
}

const flagsUrl = (path = '') => `${burgee.url}/admin/flags${path}?env=development`;
const dialog = () => ada.page.getByRole('dialog');
const row = (key: string) => ada.page.getByRole('row').filter({ has: ada.page.getByRole('link', { name: key }) });
const badge = (of: Locator) => of.getByRole('button', { name: /^Broken/ });

async function confirm(verb: string, press = ada.press): Promise<void> {
  await press(dialog().getByRole('button', { name: verb, exact: true }));
  await dialog().waitFor({ state: 'detached' });
}

describe('10.9 R16 with rows that SQL has broken', () => {
  it('the list of flags marks each broken flag, and the others work', async () => {
    await ada.page.goto(flagsUrl());
    for (const key of ['lost-rules', 'lost-twice', 'lost-variants', '../..']) await badge(row(key)).waitFor();
    expect(await badge(row('lost-twice')).getAttribute('aria-label')).toBe(
      'Broken: The stored rules and tags cannot be read.',
    );
    expect(await badge(row('whole')).count()).toBe(0);
    const whole = ada.page.getByRole('switch', { name: 'whole in Development' });
    await ada.press(whole);
    await whole.and(ada.page.locator(':checked')).waitFor({ state: 'attached' });
    expect(await violationsOn(ada.page)).toEqual([]);
  });

  it('a broken flag is restored from its history in the list, by keyboard', async () => {
    const { press } = withKeyboard(ada.page);
    await ada.page.goto(flagsUrl());
    await badge(row('lost-rules')).waitFor();
    await press(badge(row('lost-rules')));
    await dialog().getByText('returns the error FLAG_BROKEN').waitFor();
    await dialog().getByText('The stored rules cannot be read.').waitFor();
    await press(dialog().getByRole('button', { name: 'Repair flag' }));
    await dialog().getByRole('radio', { name: 'Last saved version' }).and(ada.page.locator(':checked')).waitFor();
    await confirm('Repair', press);
    await badge(row('lost-rules')).waitFor({ state: 'detached' });
    expect(await burgee.asAdmin('GET', 'flags/lost-rules')).toMatchObject({ broken: [], rules: [{ id: 'r' }] });
  });

  it('the page of a broken flag shows the problem, and repairs the flag with its own values', async () => {
    await ada.page.goto(flagsUrl('/lost-twice'));
    const alert = ada.page.getByRole('alert').filter({ hasText: 'Part of this flag is broken' });
    await alert.getByText('The stored rules and tags cannot be read.').waitFor();
    await alert.getByText('returns the error FLAG_BROKEN').waitFor();
    expect(await violationsOn(ada.page)).toEqual([]);
    for (const tab of ['Overrides', 'Try it', 'History', 'Code', 'Targeting']) {
      await ada.press(ada.page.getByRole('tab', { name: tab }));
      await ada.page.getByRole('tabpanel', { name: tab }).waitFor();
    }
    await ada.press(alert.getByRole('button', { name: 'Repair flag' }));
    await dialog().getByRole('radio', { name: 'Values shown on the page' }).check();
    await confirm('Repair');
    await alert.waitFor({ state: 'detached' });
    expect(await burgee.asAdmin('GET', 'flags/lost-twice')).toMatchObject({ broken: [], rules: [], tags: [] });
  });

  it('an edit of a broken flag replaces what is broken', async () => {
    await ada.page.goto(flagsUrl('/lost-variants'));
    const alert = ada.page.getByRole('alert').filter({ hasText: 'Part of this flag is broken' });
    await alert.waitFor();
    await ada.press(
      ada.page.getByRole('region', { name: 'Rollout' }).getByRole('button', { name: '25%', exact: true }),
    );
    await ada.review();
    await dialog().getByText('The stored variants cannot be read.').waitFor();
    await confirm('Save changes');
    await alert.waitFor({ state: 'detached' });
    expect(await burgee.asAdmin('GET', 'flags/lost-variants')).toMatchObject({ broken: [], rules: [{ id: 'r' }] });
  });

  it('a flag with an invalid key can be deleted from the list', async () => {
    await ada.page.goto(flagsUrl());
    await ada.press(badge(row('../..')));
    await dialog().getByText('The stored key is not valid.').waitFor();
    expect(await dialog().getByRole('button', { name: 'Repair flag' }).count()).toBe(0);
    await ada.press(dialog().getByRole('button', { name: 'Delete flag' }));
    await confirm('Delete flag');
    await row('../..').waitFor({ state: 'detached' });
    await row('whole').waitFor();
  });

  it('a broken segment is marked in the list, and restored from its history', async () => {
    await ada.page.goto(`${burgee.url}/admin/segments?env=development`);
    const segment = ada.page.getByRole('listitem').filter({ hasText: 'lost-condition' });
    await segment.getByRole('note', { name: 'Broken' }).getByText('The stored condition cannot be read.').waitFor();
    await ada.press(segment.getByRole('button', { name: 'Repair lost-condition' }));
    await dialog().getByRole('radio', { name: 'Last saved version' }).and(ada.page.locator(':checked')).waitFor();
    await confirm('Repair');
    await segment.getByRole('note', { name: 'Broken' }).waitFor({ state: 'detached' });
  });

  it('a broken override is marked, and can be removed', async () => {
    await ada.page.goto(`${burgee.url}/admin/flags/whole?env=development&tab=overrides`);
    const user = ada.page.getByRole('row').filter({ hasText: 'ann' });
    await user.getByRole('note', { name: 'Broken' }).first().waitFor();
    await user.getByRole('checkbox', { name: 'Select ann' }).check();
    await ada.press(ada.page.getByRole('button', { name: 'Remove 1 user' }));
    await confirm('Remove 1 user');
    await ada.page.getByText('No user overrides yet').waitFor();
  });
});
