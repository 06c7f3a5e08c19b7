import { Alert, PasswordInput, Stack } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { changePassword } from './auth-api.ts';
import { isLongEnough, NewPasswordField } from './new-password-field.tsx';

export function ChangePasswordDialog({ onClose }: { readonly onClose: () => void }) {
  const [current, setCurrent] = useState('');
  const [chosen, setChosen] = useState('');
  const [isPending, setIsPending] = useState(false);
  const [problem, setProblem] = useState<string>();
  const isReady = current !== '' && isLongEnough(chosen);
  async function submitPassword(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    if (!isReady) return;
    setIsPending(true);
    const outcome = await changePassword(current, chosen);
    setIsPending(false);
    if (outcome.kind === 'refused') return setProblem(outcome.sentence);
    notifyDone('Your password has been changed. You are signed out everywhere else.');
    onClose();
  }
  return (
    <Dialog onClose={onClose} title="Change your password">
      <form onSubmit={(event) => void submitPassword(event)}>
        <Stack>
          {problem && (
            <Alert color="red" role="alert">
              {problem}
            </Alert>
          )}
          <PasswordInput
            label="Current password"
            autoComplete="current-password"
            required
            data-autofocus
            value={current}
            onChange={(event) => setCurrent(event.currentTarget.value)}
            visibilityToggleButtonProps={{ 'aria-label': 'Show the current password', tabIndex: 0 }}
          />
          <NewPasswordField label="New password" value={chosen} onChange={setChosen} />
          <DialogFooter verb="Change password" isReady={isReady} isPending={isPending} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}
