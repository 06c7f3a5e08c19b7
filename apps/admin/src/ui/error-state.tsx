import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { failureOf, sentenceOf } from '../app/failure-of.ts';

export type ErrorStateProps = { readonly error: unknown; readonly onRetry?: () => void };

/** A failure as a sentence, what to do about it, and a button to try again where that may help. */
export function ErrorState({ error, onRetry }: ErrorStateProps) {
  const { message, hint } = sentenceOf(error);
  // Asking again gives nobody a role.
  const mayHelp = failureOf(error)?.code !== 'FORBIDDEN';
  return (
    <Alert role="alert" color="red" icon={<IconAlertTriangle aria-hidden />} title={message}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{hint}</Text>
        {onRetry && mayHelp && (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
