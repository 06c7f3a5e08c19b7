import type { Flag } from '@burgee/contracts';
import { Alert, Badge, List, Stack, Table, Text } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { formatNumber } from '../../ui/format/numbers.ts';
import { formatCount } from '../../ui/format/words.ts';
import type { Pasted, PasteProblem } from './paste-parser.ts';
import { useExistingOverrides } from './use-user-overrides.ts';
import classes from './user-rows.module.css';

export type PastedPreviewProps = {
  readonly flag: Flag;
  readonly pasted: Pasted;
};

const PAUSE_MS = 300;
const SHOWN = 6;
/** Longer lists are not looked up in advance; the result reports how many were new. */
const MAX_LOOKED_UP = 1_000;

const PROBLEM_WORDS: Readonly<Record<PasteProblem['problem'], string>> = {
  duplicate: 'is a duplicate and was skipped',
  contradiction: 'is a duplicate with another reason or expiry; the first line is used',
  'too long': 'was skipped: it is longer than 255 characters',
  'reason too long': 'was skipped: its reason is longer than 500 characters',
  'not storable': 'was skipped: it contains a character that cannot be stored',
  quote: 'was skipped: a quote is not closed before the next separator',
  'too many cells': 'was skipped: it has more cells than columns; quote cells that contain a separator',
  'no id': 'was skipped: it has no userId',
  'no time': 'was skipped: expiresAt is not a time such as 2027-01-31T12:00:00Z',
  ended: 'was skipped: it expires in the past',
  'unknown column': 'is not a known column; use userId, reason and expiresAt',
  'too many users': 'was skipped: a list can have at most 10,000 users',
};

/** Previews what will be set. */
export function PastedPreview({ flag, pasted: { users, problems } }: PastedPreviewProps) {
  // Joined to a string, which is compared by value.
  const [lines] = useDebouncedValue(users.map(({ userId }) => userId).join('\n'), PAUSE_MS);
  const isLookedUp = users.length <= MAX_LOOKED_UP;
  const existing = useExistingOverrides(flag, lines === '' || !isLookedUp ? [] : lines.split('\n'));
  if (users.length + problems.length === 0) return null;
  const replaced = users.filter(({ userId }) => existing.has(userId)).length;
  return (
    <Stack gap="xs" aria-live="polite">
      <Text size="sm" fw={600}>
        {formatCount(users.length, 'user')}
        {isLookedUp && `: ${formatNumber(users.length - replaced)} new`}
        {replaced > 0 && `, ${formatNumber(replaced)} replaced`}
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
          and {formatNumber(users.length - SHOWN)} more
        </Text>
      )}
      {problems.length > 0 && <Problems problems={problems} />}
    </Stack>
  );
}

function Problems({ problems }: Pick<Pasted, 'problems'>) {
  return (
    <Alert color="orange" title={`${formatCount(problems.length, 'note')} about the list`}>
      <List size="sm">
        {problems.slice(0, SHOWN).map(({ line, text, problem }, index) => (
          <List.Item key={index}>
            Line {line}: {text.length > 40 ? `${text.slice(0, 40)}…` : text} {PROBLEM_WORDS[problem]}
          </List.Item>
        ))}
      </List>
      {problems.length > SHOWN && <Text size="sm">and {formatNumber(problems.length - SHOWN)} more</Text>}
    </Alert>
  );
}
