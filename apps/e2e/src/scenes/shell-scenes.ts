import { choose, dialog, heading, PHONE_WIDTH, press, PRODUCTION, type Scene, text } from './scene.ts';

export const SHELL_SCENES: readonly Scene[] = [
  {
    name: 'the shell, loading',
    path: `/flags${PRODUCTION}`,
    calls: { 'session.me': 'never' },
    sees: (page) => page.locator('[role=status]'),
  },
  {
    name: 'the shell, failing to load the session',
    path: `/flags${PRODUCTION}`,
    calls: { 'session.me': 'fails' },
    sees: heading('This did not work'),
  },
  {
    name: 'the shell, failing to load the environments',
    path: `/flags${PRODUCTION}`,
    calls: { 'environments.list': 'fails' },
    sees: heading('This did not work'),
  },
  {
    name: 'no environment',
    path: '/flags',
    calls: { 'environments.list': [] },
    sees: text('No environments yet'),
  },
  { name: 'not found', path: `/nothing-here${PRODUCTION}`, sees: heading('Not found') },
  {
    name: 'no connection',
    path: `/environments${PRODUCTION}`,
    calls: { 'environments.changes': 'unreachable' },
    sees: text('No connection to the server.'),
  },
  {
    name: 'commands',
    path: `/flags${PRODUCTION}`,
    picture: 'commands',
    act: async (page) => {
      await page.getByRole('link', { name: 'checkout-one-page' }).waitFor();
      await page.keyboard.press('Control+K');
      await page.getByRole('textbox', { name: 'Search', exact: true }).fill('ch');
    },
    sees: (page) => page.locator('[data-selected]', { hasText: 'assistant-chat' }),
  },
  {
    name: 'commands, no match',
    path: `/environments${PRODUCTION}`,
    act: async (page) => {
      await page.getByRole('heading', { name: 'Environments' }).waitFor();
      await page.keyboard.press('Control+K');
      await page.getByRole('textbox', { name: 'Search', exact: true }).fill('zzz');
    },
    sees: text('No matching flag, screen or environment.'),
  },
  {
    name: 'the account menu',
    path: `/environments${PRODUCTION}`,
    act: press(/^Account/),
    sees: (page) => page.getByRole('menuitemradio', { name: 'Dark' }),
  },
  {
    name: 'a password change',
    path: `/environments${PRODUCTION}`,
    act: choose(/^Account/, 'Change password'),
    sees: dialog('Change your password'),
  },
  {
    name: 'the environment menu',
    path: `/environments${PRODUCTION}`,
    act: press(/^Environment:/),
    sees: (page) => page.getByRole('menuitemradio', { name: 'Staging' }),
  },
  {
    name: 'the menu on a phone',
    path: `/environments${PRODUCTION}`,
    width: PHONE_WIDTH,
    act: press('Open the menu'),
    sees: (page) => page.getByRole('link', { name: 'Flags' }),
  },
];
