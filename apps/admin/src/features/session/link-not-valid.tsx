import { Alert, Stack, Text } from '@mantine/core';
import type { ErrorDescription } from '../../ui/describe-error.ts';
import { ButtonLink } from '../../ui/links.tsx';
import { SessionCard } from './session-card.tsx';

export const INCOMPLETE_LINK: ErrorDescription = {
  message: 'This link is incomplete.',
  hint: 'Copy the whole link, including the last character.',
};

/** Shown for a one-time link that is invalid, used or expired. */
export function LinkNotValid({ message, hint }: ErrorDescription) {
  return (
    <SessionCard title="This link does not work">
      <Stack>
        <Alert color="yellow" title={message}>
          <Text size="sm">{hint}</Text>
        </Alert>
        <ButtonLink to="/sign-in" variant="default">
          Sign in instead
        </ButtonLink>
      </Stack>
    </SessionCard>
  );
}
