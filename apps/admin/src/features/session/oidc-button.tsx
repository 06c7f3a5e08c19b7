import { Button, Divider, Text } from '@mantine/core';
import { useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { startOidc } from './auth-api.ts';

export type OidcButtonProps = {
  /** The path to return to, as the browser sees it. */
  readonly callbackURL: string;
  /** Opens a new tab, for when this page must stay. */
  readonly isNewTab?: boolean;
};

/** "Sign in with …"; renders nothing unless OIDC is configured. */
export function OidcButton({ callbackURL, isNewTab = false }: OidcButtonProps) {
  const options = trpc.session.signInOptions.useQuery();
  const [problem, setProblem] = useState<string>();
  const oidc = options.data?.oidc;
  if (!oidc) return null;

  async function startSignIn(): Promise<void> {
    // Opened synchronously: browsers block a window that opens after the click event.
    const tab = isNewTab ? window.open('about:blank') : window;
    try {
      const url = await startOidc(callbackURL);
      if (tab) tab.location.href = url;
    } catch (error) {
      if (isNewTab) tab?.close();
      setProblem((error as Error).message);
    }
  }
  return (
    <>
      <Divider label="or" my="md" />
      <Button variant="default" fullWidth onClick={() => void startSignIn()}>
        Sign in with {oidc.name}
      </Button>
      {problem && (
        <Text size="sm" c="red" role="alert" mt="xs">
          {problem}
        </Text>
      )}
    </>
  );
}
