import { flagState, rolloutOf, type Environment, type Flag } from '@burgee/contracts';
import { notifications } from '@mantine/notifications';
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { renderForAdmin, type Answers } from '../../test-app.tsx';
import { aStoredFlag } from '../flag/test-flag.ts';
import { FlagSwitch } from './flag-switch.tsx';
import { SwitchFlagProvider } from './switch-flag.tsx';

const NOW = Date.parse('2027-01-01T12:00:00Z');
const NONE = { items: [], pagination: { page: 1, pageSize: 50, total: 0 } };
const DEVELOPMENT = { key: 'development', name: 'Development', isProduction: false } as Environment;
const PRODUCTION = { key: 'production', name: 'Production', isProduction: true } as Environment;
const off = aStoredFlag({ enabled: false, rollout: rolloutOf(0), revision: 4 });

afterEach(() => {
  cleanup();
  notifications.clean();
  vi.unstubAllGlobals();
});

function open(flag: Flag, environment: Environment, answers: Answers = {}) {
  const after = (input: { enabled: boolean; rolloutPercentage?: number }): Flag => ({
    ...flag,
    enabled: input.enabled,
    rollout: input.rolloutPercentage === undefined ? flag.rollout : rolloutOf(input.rolloutPercentage),
  });
  const calls = renderForAdmin(
    <SwitchFlagProvider>
      <FlagSwitch flagKey={flag.key} state={flagState(flag, NOW)} environment={environment} />
    </SwitchFlagProvider>,
    { 'flags.setEnabled': after, 'overrides.list': NONE, 'audit.list': { items: [], nextCursor: null }, ...answers },
    NOW,
  );
  fireEvent.click(screen.getByRole('switch'));
  return calls;
}

it('switching on a flag at 0% without rules asks who should get it, and saves both as one change', async () => {
  const sent = open(off, DEVELOPMENT);
  const dialog = within(await screen.findByRole('dialog', { name: 'Switch flag on in Development?' }));
  dialog.getByText('Nobody would get it yet. Give it to:');
  expect(dialog.getAllByRole('button').map(({ textContent }) => textContent)).toEqual(
    expect.arrayContaining(['1 %', '5 %', '25 %', 'Everyone', 'Nobody yet']),
  );
  fireEvent.click(dialog.getByRole('button', { name: 'Everyone' }));
  await screen.findByText('flag is on in Development: everyone.');
  expect(sent('flags.setEnabled')).toEqual([
    { environment: 'development', key: 'flag', enabled: true, rolloutPercentage: 100, revision: 4 },
  ]);
});

it('"Nobody yet" switches on alone, whatever the revision is', async () => {
  const sent = open(off, DEVELOPMENT);
  fireEvent.click(await screen.findByRole('button', { name: 'Nobody yet' }));
  await screen.findByText('flag is on in Development: no one.');
  expect(sent('flags.setEnabled')).toEqual([{ environment: 'development', key: 'flag', enabled: true }]);
});

it('changes nothing where the question is closed', async () => {
  const sent = open(off, DEVELOPMENT);
  const dialog = await screen.findByRole('dialog');
  fireEvent.keyDown(dialog, { key: 'Escape' });
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(sent('flags.setEnabled')).toEqual([]);
  expect(screen.getByRole<HTMLInputElement>('switch').checked).toBe(false);
});

it('asks nothing where someone gets it, and nothing where it is switched off', async () => {
  const sent = open({ ...off, rollout: rolloutOf(5) }, DEVELOPMENT);
  await screen.findByText('flag is on in Development: 5 % of users.');
  cleanup();
  const others = open({ ...off, enabled: true }, DEVELOPMENT);
  await screen.findByText('flag is off in Development, for everyone.');
  expect([sent, others].map((of) => of('flags.setEnabled').length)).toEqual([1, 1]);
});

it('production keeps its word and its reason in the question', async () => {
  const sent = open(off, PRODUCTION);
  const dialog = within(await screen.findByRole('dialog'));
  const confirm = () => dialog.getByRole<HTMLButtonElement>('button', { name: 'Switch on in production' });
  expect(confirm().disabled).toBe(true);
  fireEvent.click(dialog.getByRole('radio', { name: '25 %' }));
  expect(confirm().disabled).toBe(true);
  fireEvent.change(dialog.getByLabelText(/^Reason/), { target: { value: 'Launch' } });
  fireEvent.click(confirm());
  await waitFor(() => expect(sent('flags.setEnabled')).toHaveLength(1));
  expect(sent('flags.setEnabled')).toMatchObject([{ rolloutPercentage: 25, revision: 4, reason: 'Launch' }]);
});

it('the question names the users who would get it by an override', async () => {
  open(off, DEVELOPMENT, {
    'overrides.list': ({ type }: { type: string }) =>
      type === 'user' ? { ...NONE, pagination: { ...NONE.pagination, total: 3 } } : NONE,
  });
  await screen.findByText('Nobody would get it yet, apart from 3 users who have an override. Give it to:');
});
