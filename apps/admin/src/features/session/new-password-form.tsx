import { Button, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { useState, type SubmitEvent } from 'react';
import { useStores } from '../../app/stores.ts';
import { trpc } from '../../app/trpc.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { signInByPassword } from './auth-api.ts';
import { isLongEnough, NewPasswordField } from './new-password-field.tsx';

export type NewPasswordFormProps = { readonly token: string; readonly email: string };

export function NewPasswordForm({ token, email }: NewPasswordFormProps) {
  const { control } = useStores();
  const navigate = useNavigate();
  const set = trpc.session.setPassword.useMutation();
  const [password, setPassword] = useState('');
  const [isPending, setIsPending] = useState(false);
  const isReady = isLongEnough(password);

  async function choose(): Promise<void> {
    await set.mutateAsync({ token, password });
    const outcome = await signInByPassword(email, password);
    const isKnown = outcome.kind === 'done' && (await control.signedIn());
    await navigate({ to: isKnown ? '/' : '/sign-in', replace: true });
  }
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (!isReady) return;
    setIsPending(true);
    // What the mutation failed with stands above the fields.
    choose()
      .catch(() => {})
      .finally(() => setIsPending(false));
  }
  return (
    <form onSubmit={submit} aria-label="New password">
      <Stack>
        {set.error && <ErrorState error={set.error} />}
        <TextInput label="E-mail" type="email" autoComplete="username" readOnly value={email} />
        <NewPasswordField label="New password" value={password} onChange={setPassword} />
        <Button type="submit" disabled={!isReady} loading={isPending} fullWidth>
          Save and sign in
        </Button>
      </Stack>
    </form>
  );
}
