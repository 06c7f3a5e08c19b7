import type { Page } from 'playwright-core';
import { first, PHONE_WIDTH, press, PRODUCTION, type Scene, text } from './scene.ts';

const path = `/import/unleash${PRODUCTION}`;
const feature = (name: string, fields: object = {}) => ({ name, enabled: true, strategies: [], ...fields });
const rollout = (percentage: number) => ({
  name: 'flexibleRollout',
  parameters: { rollout: String(percentage), stickiness: 'userId', groupId: 'loyalty-points' },
});
const inEnvironments = (...names: string[]) => names.map((name) => ({ ...feature(name), strategies: [rollout(25)] }));

/** Each feature shows another part of the plan. */
const EXPORT = {
  features: [
    { name: 'loyalty-points', type: 'release', environments: inEnvironments('production', 'staging') },
    { name: 'parcel-tracking', environments: inEnvironments('production', 'qa') },
    { name: 'gift-cards', environments: inEnvironments('production') },
    {
      name: 'by-tenant',
      environments: [feature('production', { strategies: [{ name: 'byTenant', parameters: {} }] })],
    },
    { name: 'old-basket', archived: true, environments: inEnvironments('production') },
  ],
  segments: [],
};

/** Reads an export as a file is chosen. */
function chooseExport(content: object, name = 'unleash-export.json') {
  return async (page: Page) => {
    const buffer = Buffer.from(JSON.stringify(content));
    await page.locator('input[type=file]').setInputFiles({ name, mimeType: 'application/json', buffer });
  };
}

const read = chooseExport(EXPORT);
const importButton = (page: Page) => page.getByRole('button', { name: /^Import \d+ flags?$/ });
const submit = first(
  read,
  (page) => importButton(page).click(),
  (page) => page.getByLabel(/^Reason/).fill('We leave Unleash'),
  press(/^Import .* in production$/),
);

export const IMPORT_SCENES: readonly Scene[] = [
  { name: 'import', path, sees: text('Drop an export of Unleash here') },
  { name: 'import, on a phone', path, width: PHONE_WIDTH, sees: text('Drop an export of Unleash here') },
  {
    name: 'import, pasted text that is not JSON',
    path,
    act: first(press('Paste JSON'), (page) => page.getByLabel('Export as JSON').fill('features:'), press('Read JSON')),
    sees: (page) => page.getByRole('alert'),
  },
  { name: 'import, the plan', path, act: read, picture: 'import', sees: importButton },
  {
    name: 'import, the plan on a phone',
    path,
    width: PHONE_WIDTH,
    act: read,
    picture: 'import-phone',
    sees: importButton,
  },
  { name: 'import, the plan for a viewer', path, who: 'tom', act: read, sees: importButton },
  {
    name: 'import, environments that go nowhere',
    path,
    act: chooseExport({ features: [{ name: 'a', environments: inEnvironments('qa-1', 'qa-2') }] }),
    sees: text('Choose where at least one environment goes'),
  },
  {
    name: 'import, two environments that go to the same one',
    path,
    act: first(read, (page) => page.getByLabel('Environment for qa').selectOption('staging')),
    sees: text('cannot go to the same one here'),
  },
  {
    name: 'import, nothing to import',
    path,
    act: chooseExport({ features: [] }),
    sees: text('Nothing changes'),
  },
  { name: 'import, another export', path, act: chooseExport({ toggles: [] }), sees: (page) => page.getByRole('alert') },
  {
    name: 'import, reading',
    path,
    calls: { 'unleash.plan': 'never' },
    act: read,
    sees: text('Reading the export…'),
  },
  {
    name: 'import, importing',
    path,
    calls: { 'unleash.import': 'never' },
    act: submit,
    sees: (page) => page.getByRole('progressbar', { name: /^Importing/ }),
  },
];
