import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { heading } from './admin-page.ts';
import type { Person } from './people.ts';
import { GALLERY as KEY, type Shop } from './shop.ts';

export type Journey = {
  readonly person: Person;
  /** A user outside a rollout of 25%. */
  readonly ann: Shop;
  /** A user inside a rollout of 25%. */
  readonly bob: Shop;
};

/**
 * Goes through the life cycle of a flag, from its creation to its archiving, and checks what its users see after each
 * change.
 */
export async function walk(journey: Journey): Promise<void> {
  await create(journey);
  await addRule(journey);
  await putRuleFirst(journey);
  await rollOut(journey);
  await override(journey);
  await endInEmergency(journey);
  await revert(journey);
  await archive(journey);
}

async function create({ person }: Journey): Promise<void> {
  const { page, press, type } = person;
  await press(page.getByRole('button', { name: 'Create flag' }));
  await type(dialog(page).getByLabel('Name'), 'Wishlist gallery');
  expect(await dialog(page).getByRole('textbox', { name: /^Key/ }).inputValue()).toBe(KEY);
  await submit(person, 'Create flag');
  await heading(page, KEY).waitFor();
}

async function addRule({ person, ann, bob }: Journey): Promise<void> {
  await writeRule(person, 1, ann.userId);
  await fold(person, 1);
  await save(person);
  await person.press(person.page.getByRole('switch', { name: `${KEY} in Development` }));
  await ann.showsFeature();
  await bob.showsNone();
}

async function putRuleFirst({ person, ann }: Journey): Promise<void> {
  const { page, choose, move } = person;
  await writeRule(person, 2, ann.userId);
  await choose(rule(page, 2).getByRole('combobox', { name: 'Variant' }), 'off');
  await fold(person, 2);
  await move(handle(page, 2), handle(page, 1));
  await rule(page, 1).getByText('serve off').waitFor();
  await save(person);
  await ann.showsNone();
  await person.undo('is saved');
  await ann.showsFeature();
}

async function rollOut({ person, bob }: Journey): Promise<void> {
  const { page, slide } = person;
  const rollout = page.getByRole('region', { name: 'Rollout' });
  await slide(rollout.getByRole('slider', { name: 'Percentage' }), 25);
  await rollout.locator('input[value="25%"]').waitFor();
  await save(person);
  await bob.showsFeature();
}

async function override({ person, ann }: Journey): Promise<void> {
  const { page, press, type } = person;
  await press(page.getByRole('tab', { name: 'Overrides' }));
  await press(page.getByRole('button', { name: 'Add users' }));
  await type(dialog(page).getByLabel('userId'), ann.userId);
  await press(dialog(page).getByRole('radio', { name: 'Exclude: off for them' }));
  await submit(person, 'Set override');
  await ann.showsNone();
}

async function endInEmergency({ person, bob }: Journey): Promise<void> {
  const { page, press, type } = person;
  await press(page.getByRole('button', { name: 'Emergency' }).first());
  await type(dialog(page).getByLabel(/^Type/), KEY);
  await type(dialog(page).getByLabel('Reason'), 'Incident 7');
  await submit(person, 'Declare emergency');
  await bob.showsNone();
  await press(page.getByRole('button', { name: 'End the emergency' }).first());
  await submit(person, 'End the emergency');
  await bob.showsFeature();
}

async function revert({ person, bob }: Journey): Promise<void> {
  const { page, press } = person;
  await press(page.getByRole('tab', { name: 'History' }));
  // The newest change of the flag itself, which set the percentage.
  await press(page.getByRole('button', { name: 'Revert' }).first());
  await submit(person, 'Revert flag');
  await bob.showsNone();
  await person.undo('is as it was before that change');
  await bob.showsFeature();
}

async function archive({ person, bob }: Journey): Promise<void> {
  const { page, press } = person;
  await person.openScreen('Flags');
  await person.openFlag(KEY);
  await heading(page, KEY).waitFor();
  await press(page.getByRole('button', { name: `More actions for ${KEY}` }));
  await press(page.getByRole('menuitem', { name: 'Archive' }));
  await submit(person, 'Archive flag');
  await bob.showsNone();
}

/** Adds a rule for one user at the end. */
async function writeRule({ page, press, type }: Person, number: number, userId: string): Promise<void> {
  await press(page.getByRole('button', { name: 'Add rule' }));
  await rule(page, number).locator('input:focus').waitFor();
  await type(rule(page, number).getByRole('combobox', { name: 'Attribute' }), 'userId');
  await type(rule(page, number).getByRole('combobox', { name: 'Values' }), userId);
  await page.keyboard.press('Enter');
}

/** Collapses a rule to its summary. */
async function fold({ page, press }: Person, number: number): Promise<void> {
  await press(rule(page, number).getByRole('button', { expanded: true }));
}

async function save(person: Person): Promise<void> {
  await person.review();
  await submit(person, 'Save changes');
}

async function submit({ page, press }: Person, verb: string): Promise<void> {
  await press(dialog(page).getByRole('button', { name: verb, exact: true }));
  await dialog(page).waitFor({ state: 'detached' });
}

const dialog = (page: Page) => page.getByRole('dialog');
const handle = (page: Page, number: number) => page.getByRole('button', { name: `Move rule ${number}` });
const rule = (page: Page, number: number) => page.getByRole('listitem').filter({ has: handle(page, number) });
