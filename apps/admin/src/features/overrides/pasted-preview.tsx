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
/** Longer lists are not looked up before they are set: the result says how many were new. */
const MAX_LOOKED_UP = 1_000;

const PROBLEM_WORDS: Readonly<Record<PasteProblem['problem'], string>> = {
  duplicate: 'comes a second time, and counts once',
  contradiction: 'comes a second time with another reason or expiry, and the first line counts',
  'too long': 'is longer than 255 characters, and is left out',
  'reason too long': 'has a reason of more than 500 characters, and is left out',
  'not storable': 'has a character that cannot be stored, and is left out',
  quote: 'has a quote that is not closed before the next separator, and is left out',
  'too many cells': 'has more cells than there are columns, and is left out; quote what has a separator in it',
  'no id': 'has no userId, and is left out',
  'no time': 'has no time like 2027-01-31T12:00:00Z in expiresAt, and is left out',
  ended: 'expires in the past, and is left out',
  'unknown column': 'is not a column that is read: those are userId, reason and expiresAt',
  'too many users': 'is beyond the 10,000 users that a list may have, and is left out',
};

/** What will be set, before anything is. */
export function PastedPreview({ flag, pasted: { users, problems } }: PastedPreviewProps) {
  // As text, of which two that are alike are one.
  const [lines] = useDebouncedValue(users.map(({ userId }) => userId).join('\n'), PAUSE_MS);
  const isLookedUp = users.length <= MAX_LOOKED_UP;
  const existing = useExisting(flag, lines === '' || !isLookedUp ? [] : lines.split('\n'));
  if (users.length + problems.length === 0) return null;
  const replaced = users.filter(({ userId }) => existing.has(userId)).length;
  return (
    <Stack gap="xs" aria-live="polite">
      <Text size="sm" fw={600}>
        {users.length.toLocaleString('en')} {users.length === 1 ? 'user' : 'users'}
        {isLookedUp && `: ${users.length - replaced} new`}
        {replaced > 0 && `, ${replaced} replaced`}
      </Text>
      <Table verticalSpacing={4} fz="sm" withTableBorder>
        <Table.Tbody>
          {users.slice(0, SHOWN).map(({ userId, reason }) => (
            <Table.Tr key={userId}>
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
          and {(users.length - SHOWN).toLocaleString('en')} more
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
      title={
        problems.length === 1
          ? 'One note about the list'
          : `${problems.length.toLocaleString('en')} notes about the list`
      }
    >
      <List size="sm">
        {problems.slice(0, SHOWN).map(({ line, text, problem }, index) => (
          <List.Item key={index}>
            Line {line}: {text.length > 40 ? `${text.slice(0, 40)}…` : text} {PROBLEM_WORDS[problem]}
          </List.Item>
        ))}
      </List>
      {problems.length > SHOWN && <Text size="sm">and {problems.length - SHOWN} more</Text>}
    </Alert>
  );
}
