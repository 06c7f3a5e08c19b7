import { Button, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { useStores } from '../../app/stores.ts';
import { trpc } from '../../app/trpc.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { signInByPassword } from './auth-api.ts';
import { isLongEnough, NewPasswordField } from './new-password-field.tsx';

export type NewPasswordFormProps = { readonly token: string; readonly email: string };

export function NewPasswordForm({ token, email }: NewPasswordFormProps) {
  const { control } = useStores();
  const navigate = useNavigate();
  const savePassword = trpc.session.setPassword.useMutation();
  const [password, setPassword] = useState('');
  const [isPending, setIsPending] = useState(false);
  const isReady = isLongEnough(password);

  async function saveAndSignIn(): Promise<void> {
    await savePassword.mutateAsync({ token, password });
    const outcome = await signInByPassword(email, password);
    const hasSession = outcome.kind === 'done' && (await control.signedIn());
    await navigate({ to: hasSession ? '/' : '/sign-in', replace: true });
  }
  function submitPassword(event: SubmitEvent): void {
    event.preventDefault();
    if (!isReady) return;
    setIsPending(true);
    // The form shows the mutation's error above the fields.
    saveAndSignIn()
      .catch(() => {})
      .finally(() => setIsPending(false));
  }
  return (
    <form onSubmit={submitPassword} aria-label="New password">
      <Stack>
        {savePassword.error && <ErrorState error={savePassword.error} />}
        <TextInput label="E-mail" type="email" autoComplete="username" readOnly value={email} />
        <NewPasswordField label="New password" value={password} onChange={setPassword} />
        <Button type="submit" disabled={!isReady} loading={isPending} fullWidth>
          Save and sign in
        </Button>
      </Stack>
    </form>
  );
}
