import { Alert, Stack, Text } from '@mantine/core';
import type { ErrorDescription } from '../../app/describe-error.ts';
import { ButtonLink } from '../../ui/links.tsx';
import { SessionCard } from './session-card.tsx';

export const INCOMPLETE: ErrorDescription = {
  message: 'This link is not complete.',
  hint: 'Copy all of it, to the last character.',
};

/** Where a one-time link leads that opens nothing. */
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
