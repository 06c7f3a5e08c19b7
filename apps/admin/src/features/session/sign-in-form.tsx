import { Alert, Button, PasswordInput, Stack, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useStores } from '../../app/stores.ts';
import { signInByPassword } from './auth-api.ts';

const NO_COOKIE = 'The browser did not keep the session. Allow cookies for this site and try again.';

export type SignInFormProps = {
  /** The address to fill in after a session expired. */
  readonly email?: string;
  readonly onDone: () => void;
};

export function SignInForm({ email: known = '', onDone }: SignInFormProps) {
  const { control } = useStores();
  const [email, setEmail] = useState(known);
  const [password, setPassword] = useState('');
  const [isPending, setIsPending] = useState(false);
  const [problem, setProblem] = useState<string>();

  async function signIn(): Promise<string | undefined> {
    const outcome = await signInByPassword(email.trim(), password);
    if (outcome.kind === 'refused') return outcome.sentence;
    return (await control.signedIn()) ? undefined : NO_COOKIE;
  }
  async function submitCredentials(event: SubmitEvent): Promise<void> {
    event.preventDefault();
    setIsPending(true);
    setProblem(undefined);
    const found = await signIn().catch(() => 'The server cannot be reached. Check the connection and try again.');
    setIsPending(false);
    setProblem(found);
    if (found) setPassword('');
    else onDone();
  }
  return (
    <form onSubmit={(event) => void submitCredentials(event)} aria-label="Sign in">
      <Stack>
        {problem && (
          <Alert color="red" role="alert">
            {problem}
          </Alert>
        )}
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          required
          data-autofocus={known === '' || undefined}
          autoFocus={known === ''}
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          required
          data-autofocus={known !== '' || undefined}
          value={password}
          onChange={(event) => setPassword(event.currentTarget.value)}
          visibilityToggleButtonProps={{ 'aria-label': 'Show the password', tabIndex: 0 }}
        />
        <Button type="submit" loading={isPending} fullWidth>
          Sign in
        </Button>
      </Stack>
    </form>
  );
}
