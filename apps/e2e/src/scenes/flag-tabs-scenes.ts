import type { Page } from 'playwright-core';
import { dialog, first, heading, PHONE_WIDTH, press, PRODUCTION, type Scene, text } from './scene.ts';

const of = (tab: string) => `/flags/checkout-one-page${PRODUCTION}&tab=${tab}`;

/** Appears only in the result for the typed context. */
const answer = (page: Page) => page.getByText(/Shows it to the board/);

const withContext = (json: string) =>
  first(
    (page) => page.getByText('JSON', { exact: true }).click(),
    (page) => page.getByRole('textbox', { name: 'Context' }).fill(json),
    (page) => page.getByText('Form', { exact: true }).click(),
  );

const asked = withContext('{ "userId": "ann", "country": "DE", "appVersion": "4.3.0" }');

export const FLAG_TABS_SCENES: readonly Scene[] = [
  { name: 'try it', path: of('try-it'), sees: heading('Why') },
  { name: 'try it, with a result', path: of('try-it'), picture: 'try-it', act: asked, sees: answer },
  { name: 'try it, on a phone', path: of('try-it'), width: PHONE_WIDTH, act: asked, sees: answer },
  {
    name: 'try it, a prerequisite fails',
    path: `/flags/gift-cards${PRODUCTION}&tab=try-it`,
    act: withContext('{ "userId": "u-31980" }'),
    sees: text('Turns it off'),
  },
  {
    name: 'try it, a clause fails',
    path: of('try-it'),
    act: withContext('{ "userId": "u-9", "country": "DE", "appVersion": "v4.3" }'),
    sees: text(/cannot be read as a version/),
  },
  {
    name: 'try it, a clause fails, on a phone',
    path: of('try-it'),
    width: PHONE_WIDTH,
    act: withContext('{ "userId": "u-9", "country": "DE", "appVersion": "v4.3" }'),
    sees: text(/cannot be read as a version/),
  },
  {
    name: 'try it, a split chooses',
    path: `/flags/search-ranking${PRODUCTION}&tab=try-it`,
    act: withContext('{ "userId": "u-4" }'),
    sees: text(/^Split: bucket/),
  },
  {
    name: 'try it, invalid JSON',
    path: of('try-it'),
    act: first(
      (page) => page.getByText('JSON', { exact: true }).click(),
      (page) => page.getByRole('textbox', { name: 'Context' }).fill('{ "userId": '),
    ),
    sees: (page) => page.locator('[aria-invalid=true]'),
  },
  {
    name: 'try it, failed',
    path: of('try-it'),
    calls: { 'evaluation.explain': 'fails' },
    sees: (page) => page.getByRole('alert'),
  },
  {
    name: 'history',
    path: of('history'),
    picture: 'history',
    sees: text('Canary: 1, 5, 25, then everybody on Saturday'),
  },
  {
    name: 'history, on a phone',
    path: of('history'),
    width: PHONE_WIDTH,
    sees: text('Canary: 1, 5, 25, then everybody on Saturday'),
  },
  {
    name: 'history, loading',
    path: of('history'),
    calls: { 'audit.list': 'never' },
    sees: (page) => page.getByRole('status', { name: 'Loading' }),
  },
  {
    name: 'history, failed',
    path: of('history'),
    calls: { 'audit.list': 'fails' },
    sees: (page) => page.getByRole('alert'),
  },
  {
    name: 'history, reverted',
    path: of('history'),
    act: (page) => page.getByRole('button', { name: 'Revert' }).last().click(),
    sees: dialog('Revert the flag'),
  },
  {
    name: 'history, an override set again',
    path: of('history'),
    act: first(press('Shows it to the board'), press('Set override again')),
    sees: dialog('Set the override again'),
  },
  { name: 'code', path: of('code'), picture: 'code', sees: text(/useFeatureFlag/) },
  { name: 'code, on a phone', path: of('code'), width: PHONE_WIDTH, sees: text(/useFeatureFlag/) },
];
