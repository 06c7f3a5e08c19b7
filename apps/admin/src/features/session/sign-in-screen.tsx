import { Alert, Text } from '@mantine/core';
import { useNavigate, useSearch } from '@tanstack/react-router';
import { useEffect } from 'react';
import { appBase } from '../../app/server-url.ts';
import { trpc } from '../../app/trpc.ts';
import { localPath } from './local-path.ts';
import { OidcButton } from './oidc-button.tsx';
import { oidcSentence } from './oidc-error.ts';
import { SessionCard } from './session-card.tsx';
import { SignInForm } from './sign-in-form.tsx';

export function SignInScreen() {
  const { next, error } = useSearch({ from: '/sign-in' });
  const navigate = useNavigate();
  const me = trpc.session.me.useQuery();
  const options = trpc.session.signInOptions.useQuery();
  const path = localPath(next, appBase());
  const isSignedIn = Boolean(me.data);
  useEffect(() => {
    if (isSignedIn) void navigate({ href: path, replace: true });
  }, [isSignedIn, path, navigate]);
  return (
    <SessionCard title="Sign in" description="Feature flags you host yourself.">
      {options.data?.needsSetup && (
        <Alert color="blue" title="Nobody can sign in yet" mb="md">
          <Text size="sm">Open the setup link in the server console to create the first admin.</Text>
        </Alert>
      )}
      {error && (
        <Alert color="red" role="alert" mb="md">
          {oidcSentence(error)}
        </Alert>
      )}
      <SignInForm onDone={() => {}} />
      <OidcButton callbackURL={appBase() + path} />
      <Text size="sm" c="dimmed" mt="md">
        Forgot your password? Ask an admin for a link to choose a new one.
      </Text>
    </SessionCard>
  );
}
