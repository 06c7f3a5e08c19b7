import type { DomainFailure } from '@burgee/contracts';
import { Alert, List } from '@mantine/core';
import { domainFailure } from '../../ui/describe-error.ts';
import { ErrorState, type ErrorStateProps } from '../../ui/error-state.tsx';

/** Shows an error of a plan or an import. If the export is at fault, trying again would not help. */
export function ExportProblem({ error, onRetry }: ErrorStateProps) {
  const sentences = problemSentences(domainFailure(error));
  if (sentences.length === 0) return <ErrorState error={error} {...(onRetry && { onRetry })} />;
  return (
    <Alert role="alert" color="red" title="The export cannot be imported">
      <List size="sm" listStyleType="none">
        {sentences.map((sentence) => (
          <List.Item key={sentence}>{sentence}</List.Item>
        ))}
      </List>
    </Alert>
  );
}

/** The faults of the export as sentences; empty if the failure has another cause. */
export function problemSentences(failure: DomainFailure | null): string[] {
  if (failure?.code !== 'VALIDATION_FAILED') return [];
  return failure.details.map(({ path, message }) => {
    const place = path.replace(/^document\.?/, '');
    return `${place === '' ? 'This file' : place} ${message}${message.endsWith('.') ? '' : '.'}`;
  });
}
