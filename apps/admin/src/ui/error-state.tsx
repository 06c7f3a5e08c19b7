import { Alert, Button, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { describeError, domainFailure } from './describe-error.ts';

export type ErrorStateProps = { readonly error: unknown; readonly onRetry?: () => void };

/** Shows an error, what to do about it, and a retry button where retrying may help. */
export function ErrorState({ error, onRetry }: ErrorStateProps) {
  const { message, hint } = describeError(error);
  // Retrying does not change the person's role.
  const canRetry = domainFailure(error)?.code !== 'FORBIDDEN';
  return (
    <Alert role="alert" color="red" icon={<IconAlertTriangle aria-hidden />} title={message}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">{hint}</Text>
        {onRetry && canRetry && (
          <Button size="xs" variant="default" onClick={onRetry}>
            Try again
          </Button>
        )}
      </Stack>
    </Alert>
  );
}
