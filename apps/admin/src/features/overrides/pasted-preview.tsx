import { Alert, Badge, List, Stack, Table, Text } from '@mantine/core';
import type { Flag } from '@burgee/contracts';
import { useDebouncedValue } from '@mantine/hooks';
import type { Pasted, PasteProblem } from './paste-parser.ts';
import { useExisting } from './use-user-overrides.ts';
import classes from './user-rows.module.css';

export type PastedPreviewProps = {
  readonly flag: Flag;
  readonly pasted: Pasted;
};

const PAUSE_MS = 300;
const SHOWN = 6;
const MAX_AN_HOUR = 100;

const PROBLEM_WORDS: Readonly<Record<PasteProblem['problem'], string>> = {
  duplicate: 'comes a second time, and counts once',
  'too long': 'is longer than 255 characters, and is left out',
  'reason too long': 'has a reason of more than 500 characters, and is left out',
};

/** What will be set, before anything is. */
export function PastedPreview({ flag, pasted: { users, problems } }: PastedPreviewProps) {
  // As text, of which two that are alike are one.
  const [lines] = useDebouncedValue(users.map(({ userId }) => userId).join('\n'), PAUSE_MS);
  const existing = useExisting(flag, lines === '' ? [] : lines.split('\n'));
  if (users.length + problems.length === 0) return null;
  const replaced = users.filter(({ userId }) => existing.has(userId)).length;
  return (
    <Stack gap="xs" aria-live="polite">
      <Text size="sm" fw={600}>
        {users.length} {users.length === 1 ? 'user' : 'users'}: {users.length - replaced} new
        {replaced > 0 && `, ${replaced} replaced`}
      </Text>
      <Table verticalSpacing={4} fz="sm" withTableBorder>
        <Table.Tbody>
          {users.slice(0, SHOWN).map(({ line, userId, reason }) => (
            <Table.Tr key={line}>
              <Table.Td className={classes.target}>{userId}</Table.Td>
              <Table.Td c="dimmed">{reason}</Table.Td>
              <Table.Td ta="right">
                {existing.has(userId) && (
                  <Badge size="sm" variant="light" tt="none">
                    Replaces
                  </Badge>
                )}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
      {users.length > SHOWN && (
        <Text size="sm" c="dimmed">
          and {users.length - SHOWN} more
        </Text>
      )}
      {users.length > MAX_AN_HOUR && (
        <Text size="sm">
          A flag takes {MAX_AN_HOUR} changes an hour. What is left then stays here, to go on with later.
        </Text>
      )}
      {problems.length > 0 && <Problems problems={problems} />}
    </Stack>
  );
}

function Problems({ problems }: Pick<Pasted, 'problems'>) {
  return (
    <Alert
      color="orange"
      title={problems.length === 1 ? 'One line is left out' : `${problems.length} lines are left out`}
    >
      <List size="sm">
        {problems.slice(0, SHOWN).map(({ line, text, problem }) => (
          <List.Item key={line}>
            Line {line}: {text.length > 40 ? `${text.slice(0, 40)}…` : text} {PROBLEM_WORDS[problem]}
          </List.Item>
        ))}
      </List>
      {problems.length > SHOWN && <Text size="sm">and {problems.length - SHOWN} more</Text>}
    </Alert>
  );
}
