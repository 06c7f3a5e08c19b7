import { Button, Group, Text, Title } from '@mantine/core';
import { appBase } from '../../app/server-url.ts';
import { useSessionState, useStores } from '../../app/stores.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { OidcButton } from './oidc-button.tsx';
import { SignInForm } from './sign-in-form.tsx';

const TITLE = 'Your session has expired';

/** Asks to sign in again after the session expired. The page below stays as it is, including typed text. */
export function SessionDialog() {
  const state = useSessionState();
  const { control } = useStores();
  if (state.kind !== 'ended') return null;
  return (
    <Dialog
      onClose={() => {}}
      withCloseButton={false}
      closeOnEscape={false}
      closeOnClickOutside={false}
      zIndex={1_000}
      // Without a modal header: another dialog may be open below, and a page has one banner.
      attributes={{ content: { 'aria-label': TITLE } }}
    >
      <Title order={2} mb="xs">
        {TITLE}
      </Title>
      <Text size="sm" mb="md">
        Sign in again to continue. The page stays as it is, and your edits are kept.
      </Text>
      <SignInForm email={state.session.name} onDone={() => {}} />
      <OidcButton callbackURL={`${appBase()}/`} isNewTab />
      <Group justify="center" mt="md">
        <Button variant="subtle" color="gray" size="compact-sm" onClick={control.signedOut}>
          Leave and discard my edits
        </Button>
      </Group>
    </Dialog>
  );
}
