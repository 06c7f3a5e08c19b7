import { Email } from '@burgee/contracts';
import { Button, Stack, TextInput } from '@mantine/core';
import { useNavigate } from '@tanstack/react-router';
import { type SubmitEvent, useState } from 'react';
import { useStores } from '../../app/stores.ts';
import { trpc } from '../../app/trpc.ts';
import { ErrorState } from '../../ui/error-state.tsx';
import { signInByPassword } from './auth-api.ts';
import { isLongEnough, NewPasswordField } from './new-password-field.tsx';

export type JoinFormProps = {
  readonly token: string;
  /** The invited address; `null` if the person with the link enters one. */
  readonly email: string | null;
};

export function JoinForm({ token, email: invited }: JoinFormProps) {
  const { control } = useStores();
  const navigate = useNavigate();
  const join = trpc.session.join.useMutation();
  const [name, setName] = useState('');
  const [typedEmail, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [isPending, setIsPending] = useState(false);
  const isEmailWrong = invited === null && typedEmail !== '' && !Email.safeParse(typedEmail).success;
  const isReady =
    name.trim() !== '' && isLongEnough(password) && (invited !== null || (typedEmail !== '' && !isEmailWrong));

  async function joinAndSignIn(): Promise<void> {
    const { email } = await join.mutateAsync({ token, name, password, ...(invited === null && { email: typedEmail }) });
    const outcome = await signInByPassword(email, password);
    const hasSession = outcome.kind === 'done' && (await control.signedIn());
    await navigate({ to: hasSession ? '/' : '/sign-in', replace: true });
  }
  function submitAccount(event: SubmitEvent): void {
    event.preventDefault();
    if (!isReady) return;
    setIsPending(true);
    // The form shows the mutation's error above the fields.
    joinAndSignIn()
      .catch(() => {})
      .finally(() => setIsPending(false));
  }
  return (
    <form onSubmit={submitAccount} aria-label="Your account">
      <Stack>
        {join.error && <ErrorState error={join.error} />}
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          required={invited === null}
          readOnly={invited !== null}
          value={invited ?? typedEmail}
          error={isEmailWrong && 'Use an e-mail address such as ada@example.org.'}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <TextInput
          label="Name"
          autoComplete="name"
          required
          maxLength={100}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
        />
        <NewPasswordField label="Password" value={password} onChange={setPassword} />
        <Button type="submit" disabled={!isReady} loading={isPending} fullWidth>
          {invited === null ? 'Create first admin' : 'Join'}
        </Button>
      </Stack>
    </form>
  );
}
