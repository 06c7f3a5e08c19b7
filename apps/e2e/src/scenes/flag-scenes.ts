import type { Page } from 'playwright-core';
import { choose, dialog, first, heading, PHONE_WIDTH, press, PRODUCTION, type Scene, text } from './scene.ts';

const of = (key: string, tab = '') => `/flags/${key}${PRODUCTION}${tab && `&tab=${tab}`}`;
const CHECKOUT = of('checkout-one-page');
const MANAGED = of('delivery-slots');
const more = (item: string | RegExp) => choose('More actions for checkout-one-page', item);
const openRule = (page: Page) => page.getByRole('button', { name: /^Half of Germany/ }).click();
const selectPercentage = (page: Page) => page.getByText('Fixed', { exact: true }).first().click();
const fixed = first((page) => heading('checkout-one-page')(page).waitFor(), selectPercentage, press('5%'));

/** Changes the flag in the same browser while the page has unsaved input. */
const changedBySomebody = (page: Page) =>
  page.evaluate(async () => {
    const change = {
      environment: 'production',
      key: 'maintenance-mode',
      rollout: { schedule: { kind: 'fixed', percentage: 50 } },
      reason: 'Rehearsal',
    };
    const headers = { 'Content-Type': 'application/json' };
    await fetch('/trpc/flags.update', { method: 'POST', headers, body: JSON.stringify(change) });
  });

const emergency = (page: Page) => page.getByRole('region', { name: 'Emergency in Production' });

export const FLAG_SCENES: readonly Scene[] = [
  { name: 'a flag', path: CHECKOUT, picture: 'flag', sees: text('Half of Germany, Austria and Switzerland') },
  {
    name: 'a flag, a rule opened',
    path: CHECKOUT,

    act: openRule,
    sees: (page) => page.getByLabel('Description').first(),
  },
  {
    name: 'a flag, a rule opened on a phone',
    path: CHECKOUT,
    width: PHONE_WIDTH,
    act: openRule,
    sees: text('Duplicate'),
  },
  {
    name: 'a flag, a rule opened by a viewer',
    path: CHECKOUT,
    who: 'tom',
    act: openRule,
    sees: (page) => page.getByLabel('Description').first(),
  },
  { name: 'a flag, for a viewer', path: CHECKOUT, who: 'tom', sees: text('You can still view everything here.') },
  {
    name: 'a string flag with a split',
    path: of('search-ranking'),
    picture: 'variants',
    sees: text('Split included users'),
  },
  { name: 'a flag of numbers', path: of('upload-limit-mb'), sees: heading('Variants') },
  {
    name: 'a JSON flag, with invalid values',
    path: of('payment-methods'),
    act: async (page) => {
      const value = page.getByRole('textbox', { name: 'Value' });
      await value.first().fill('{ "methods": [');
      await value.nth(1).fill('12');
    },
    sees: text(/to fix first/),
  },
  { name: 'a flag with a ramp', path: of('express-delivery'), sees: heading('Rollout') },
  {
    name: 'a flag with a prerequisite',
    path: of('gift-cards'),
    act: press('Add prerequisite'),
    sees: text('Choose a flag.'),
  },
  { name: 'a flag that ends soon', path: of('free-shipping-banner'), sees: heading('Expiry') },
  { name: 'an archived flag', path: of('black-friday'), sees: heading('black-friday') },
  { name: 'an unknown flag', path: of('checkout-one-pag'), sees: text(/There is no flag/) },
  {
    name: 'a flag, loading',
    path: CHECKOUT,
    calls: { 'flags.get': 'never' },
    sees: (page) => page.locator('#main[tabindex]').getByText('Loading'),
  },
  { name: 'a flag, failed', path: CHECKOUT, calls: { 'flags.get': 'fails' }, sees: heading('This did not work') },
  { name: 'a flag, not saved yet', path: CHECKOUT, act: fixed, sees: text(/Unsaved changes/) },
  {
    name: 'a flag, not saved yet, on a phone',
    path: CHECKOUT,
    width: PHONE_WIDTH,
    act: fixed,
    sees: text(/Unsaved changes/),
  },
  {
    name: 'review before saving a flag',
    path: CHECKOUT,
    picture: 'review',
    act: first(fixed, press('Review and save in production')),
    sees: dialog('Save these changes?'),
  },
  {
    name: 'a flag, changed in the meantime',
    path: of('maintenance-mode'),
    act: first(press('5%'), changedBySomebody, press('Show changes')),
    sees: (page) => page.getByRole('dialog'),
  },
  {
    name: 'a flag, left without saving',
    path: CHECKOUT,
    act: first(fixed, (page) => page.getByRole('link', { name: 'Segments' }).click()),
    sees: (page) => page.getByRole('dialog'),
  },
  {
    name: 'a flag, its menu',
    path: CHECKOUT,
    act: press('More actions for checkout-one-page'),
    sees: text('Copy to environment'),
  },
  {
    name: 'a flag, description and tags',
    path: CHECKOUT,
    act: more('Edit description and tags'),
    sees: dialog('Edit description and tags'),
  },
  {
    name: 'a flag, copied to another environment',
    path: CHECKOUT,
    act: more('Copy to environment'),
    sees: dialog(/Copy/),
  },
  {
    name: 'a flag, with the SDKs of Unleash',
    path: CHECKOUT,
    act: more('Use with SDKs of Unleash'),
    sees: text(/sampled users see/),
  },
  { name: 'a flag, archived', path: CHECKOUT, act: more('Archive'), sees: dialog(/^Archive/) },
  { name: 'a flag, deleted', path: CHECKOUT, act: more('Delete'), sees: dialog(/^Delete/) },
  {
    name: 'a flag, switched in production',
    path: CHECKOUT,
    act: (page) => page.getByRole('switch', { name: /^checkout-one-page in/ }).click({ force: true }),
    sees: (page) => page.getByRole('dialog'),
  },
  { name: 'a flag that Git manages', path: MANAGED, sees: text('Managed in Git') },
  { name: 'a flag that Git manages, on a phone', path: MANAGED, width: PHONE_WIDTH, sees: text('Managed in Git') },
  { name: 'a flag that Git manages, for a viewer', path: MANAGED, who: 'tom', sees: text('Managed in Git') },
  {
    name: 'a flag that Git manages, its overrides',
    path: of('delivery-slots', 'overrides'),
    sees: (page) => page.getByText('Tests the slots').filter({ visible: true }),
  },
  { name: 'a flag that Git manages, released', path: MANAGED, act: press('Release flag'), sees: dialog(/^Release/) },
  { name: 'a flag in an emergency', path: of('assistant-chat'), sees: emergency },
  { name: 'a flag in an emergency, for a viewer', path: of('assistant-chat'), who: 'tom', sees: emergency },
  {
    name: 'a flag in an emergency of another environment, on a phone',
    path: '/flags/assistant-chat?env=development',
    width: PHONE_WIDTH,
    sees: emergency,
  },
];
