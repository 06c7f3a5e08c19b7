import { type Environment, type Flag, flagState, rolloutOf } from '@burgee/contracts';
import { notifications } from '@mantine/notifications';
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, expect, it, vi } from 'vitest';
import { type Answers, renderForAdmin } from '../../test-app.tsx';
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

function pressSwitch(flag: Flag, environment: Environment, answers: Answers = {}) {
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

it('switching on a flag at 0% without rules asks who should get it, and saves both in one change', async () => {
  const sent = pressSwitch(off, DEVELOPMENT);
  const dialog = within(await screen.findByRole('dialog', { name: 'Switch flag on in Development?' }));
  dialog.getByText('No one would get it yet. Who should get it?');
  expect(dialog.getAllByRole('button').map(({ textContent }) => textContent)).toEqual(
    expect.arrayContaining(['1%', '5%', '25%', 'Everyone', 'No one yet']),
  );
  fireEvent.click(dialog.getByRole('button', { name: 'Everyone' }));
  await screen.findByText('flag is on in Development: everyone.');
  expect(sent('flags.setEnabled')).toEqual([
    { environment: 'development', key: 'flag', enabled: true, rolloutPercentage: 100, revision: 4 },
  ]);
});

it('"No one yet" only switches on, regardless of the revision', async () => {
  const sent = pressSwitch(off, DEVELOPMENT);
  fireEvent.click(await screen.findByRole('button', { name: 'No one yet' }));
  await screen.findByText('flag is on in Development: no one.');
  expect(sent('flags.setEnabled')).toEqual([{ environment: 'development', key: 'flag', enabled: true }]);
});

it('changes nothing if the question is dismissed', async () => {
  const sent = pressSwitch(off, DEVELOPMENT);
  const dialog = await screen.findByRole('dialog');
  fireEvent.keyDown(dialog, { key: 'Escape' });
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  expect(sent('flags.setEnabled')).toEqual([]);
  expect(screen.getByRole<HTMLInputElement>('switch').checked).toBe(false);
});

it('asks nothing if the flag reaches someone or is switched off', async () => {
  const sent = pressSwitch({ ...off, rollout: rolloutOf(5) }, DEVELOPMENT);
  await screen.findByText('flag is on in Development: 5% of users.');
  cleanup();
  const others = pressSwitch({ ...off, enabled: true }, DEVELOPMENT);
  await screen.findByText('flag is off in Development, for everyone.');
  expect([sent, others].map((calls) => calls('flags.setEnabled').length)).toEqual([1, 1]);
});

it('the question in production requires a reason and names production on the button', async () => {
  const sent = pressSwitch(off, PRODUCTION);
  const dialog = within(await screen.findByRole('dialog'));
  const confirm = () => dialog.getByRole<HTMLButtonElement>('button', { name: 'Switch on in production' });
  expect(confirm().disabled).toBe(true);
  fireEvent.click(dialog.getByRole('radio', { name: '25%' }));
  expect(confirm().disabled).toBe(true);
  fireEvent.change(dialog.getByLabelText(/^Reason/), { target: { value: 'Launch' } });
  fireEvent.click(confirm());
  await waitFor(() => expect(sent('flags.setEnabled')).toHaveLength(1));
  expect(sent('flags.setEnabled')).toMatchObject([{ rolloutPercentage: 25, revision: 4, reason: 'Launch' }]);
});

it('the question counts the users who get the flag by an override', async () => {
  pressSwitch(off, DEVELOPMENT, {
    'overrides.list': ({ type }: { type: string }) =>
      type === 'user' ? { ...NONE, pagination: { ...NONE.pagination, total: 3 } } : NONE,
  });
  await screen.findByText('No one would get it yet, apart from 3 users with an override. Who should get it?');
});
