import { Button, Divider, Text } from '@mantine/core';
import { useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { startOidc } from './auth-api.ts';

export type OidcButtonProps = {
  /** The path to come back to, as browsers see it. */
  readonly callbackURL: string;
  /** In a tab of its own, where this page must stay. */
  readonly isNewTab?: boolean;
};

/** "Sign in with …", where the company has its own sign-in. */
export function OidcButton({ callbackURL, isNewTab = false }: OidcButtonProps) {
  const options = trpc.session.signInOptions.useQuery();
  const [problem, setProblem] = useState<string>();
  const oidc = options.data?.oidc;
  if (!oidc) return null;

  async function start(): Promise<void> {
    // Opened at once: browsers refuse a window that comes later than the click.
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
      <Button variant="default" fullWidth onClick={() => void start()}>
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
