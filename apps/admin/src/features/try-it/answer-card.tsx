import type { Explanation, Flag, JsonValue } from '@burgee/contracts';
import { Badge, Group, Paper, Skeleton, Stack, Text } from '@mantine/core';
import { verdictOf } from '../verdict/verdict.ts';
import classes from './answer-card.module.css';

export type AnswerCardProps = {
  readonly flag: Flag;
  readonly answer: Explanation | undefined;
  /** Whether a newer answer is loading. */
  readonly isFetching: boolean;
};

/** Shows the value in large type and the reason in one sentence. */
export function AnswerCard({ flag, answer, isFetching }: AnswerCardProps) {
  if (!answer) return <Skeleton h={132} radius="md" />;
  const { value, variant, reason, version } = answer;
  return (
    <Paper p="lg" className={classes.card} data-old={isFetching || undefined} aria-live="polite" aria-busy={isFetching}>
      <Stack gap={6}>
        <Text size="sm" c="dimmed">
          {flag.key} returns
        </Text>
        <Answer value={value} />
        <Text fw={600}>{verdictOf(answer, flag.rules).sentence}</Text>
        <Group gap="xs" mt={4}>
          {variant !== undefined && (
            <Badge variant="light" tt="none">
              variant {variant}
            </Badge>
          )}
          <Badge variant="outline" color="gray" c="dimmed" tt="none">
            {reason}
          </Badge>
          <Badge variant="outline" color="gray" c="dimmed" tt="none">
            ruleset {version}
          </Badge>
        </Group>
      </Stack>
    </Paper>
  );
}

function Answer({ value }: { readonly value: JsonValue | undefined }) {
  if (value === undefined) {
    return <p className={classes.answer}>No value: your code uses its fallback</p>;
  }
  if (typeof value === 'boolean') {
    return (
      <p className={classes.answer} data-is={value ? 'on' : 'off'}>
        {value ? 'On' : 'Off'}
      </p>
    );
  }
  const isLong = typeof value === 'object';
  return <pre className={isLong ? classes.json : classes.answer}>{JSON.stringify(value, null, isLong ? 2 : 0)}</pre>;
}
