import { Alert, Button, Group, List, Progress, Stack, Text } from '@mantine/core';
import { ErrorState } from '../../ui/error-state.tsx';
import { useNow } from '../../ui/use-now.ts';
import { countdownWords } from './countdown-words.ts';
import type { JobsState } from './use-jobs.ts';

export type JobsProgressProps = {
  readonly state: JobsState;
  /** What is counted: "users". */
  readonly what: string;
  readonly onGoOn: () => void;
  readonly onStop: () => void;
};

/** How far it is, why it halted, and how to go on. */
export function JobsProgress({ state, what, onGoOn, onStop }: JobsProgressProps) {
  const { status, total, done, failures, rest } = state;
  if (status === 'idle') return null;
  return (
    <Stack gap="sm">
      <Progress
        value={total === 0 ? 0 : (100 * (done + failures.length)) / total}
        aria-label={`${done} of ${total} ${what} done`}
      />
      <Group justify="space-between" role="status">
        <Text size="sm">
          {done} of {total} {what} done{rest.length > 0 && status !== 'running' && `; ${rest.length} are left`}
        </Text>
        {status === 'running' && (
          <Button size="compact-sm" variant="default" onClick={onStop}>
            Halt
          </Button>
        )}
      </Group>
      {status === 'halted' && <Halted state={state} onGoOn={onGoOn} />}
      {failures.length > 0 && (
        <Alert color="orange" title={`${failures.length} could not be done`}>
          <List size="sm">
            {failures.slice(0, 20).map(({ name, problem }) => (
              <List.Item key={name}>
                {name}: {problem}
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
    </Stack>
  );
}

/** For the dialog around it: what runs is not left unseen, and what is left is not lost by a click beside it. */
export function lockedWhile({ status }: JobsState) {
  return {
    closeOnClickOutside: status === 'idle' || status === 'finished',
    closeOnEscape: status !== 'running',
    withCloseButton: status !== 'running',
  };
}

function Halted({ state: { retryAt, error }, onGoOn }: Pick<JobsProgressProps, 'state' | 'onGoOn'>) {
  const now = useNow(1_000);
  if (error) return <ErrorState error={error} onRetry={onGoOn} />;
  const isEarly = retryAt !== undefined && retryAt > now;
  const time = retryAt === undefined ? undefined : new Date(retryAt);
  return (
    <Alert color="blue" title={time ? 'The limit of 100 changes an hour is reached' : 'Halted'}>
      <Stack gap="sm" align="flex-start">
        <Text size="sm">
          What is done stays done, and what is left is kept here as long as this is open.
          {time && isEarly && (
            <>
              {' '}
              The next change may come at {time.toLocaleTimeString('en-GB', { hour: '2-digit', minute: '2-digit' })}, in{' '}
              {countdownWords(time.toISOString(), now)}.
            </>
          )}
        </Text>
        <Button size="xs" onClick={onGoOn} disabled={isEarly}>
          Go on
        </Button>
      </Stack>
    </Alert>
  );
}
