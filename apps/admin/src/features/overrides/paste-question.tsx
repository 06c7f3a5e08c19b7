import { Alert, Radio, Stack, Text } from '@mantine/core';
import { formatNumber } from '../../ui/format/numbers.ts';
import { pluralize } from '../../ui/format/words.ts';
import type { PasteQuestion, Reading } from './paste-parser.ts';

export type PasteQuestionFieldProps = {
  readonly question: PasteQuestion;
  readonly onAnswer: (reading: Reading) => void;
};

const LABELS: Readonly<Record<Reading, string>> = {
  users: 'Several users, one for each part',
  user: 'One user whose id contains the separator',
  reason: 'A user and a reason',
};

/** Asks how to read ambiguous lines. Nothing can be set before it is answered. */
export function PasteQuestionField({ question, onAnswer }: PasteQuestionFieldProps) {
  const { lines, line, text, readings, answer } = question;
  const many = `What do ${formatNumber(lines)} ambiguous lines mean?`;
  const shown = text.length > 60 ? `${text.slice(0, 60)}…` : text;
  return (
    <Alert color="blue" title={pluralize(lines, `What does line ${line} mean?`, many)}>
      <Stack gap="xs">
        <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
          {lines > 1 && `For example, line ${line}: `}
          {shown}
        </Text>
        <Radio.Group
          aria-label="Meaning of ambiguous lines"
          value={answer ?? null}
          onChange={(value) => onAnswer(value)}
        >
          <Stack gap={6}>
            {readings.map((reading) => (
              <Radio key={reading} size="sm" value={reading} label={LABELS[reading]} />
            ))}
          </Stack>
        </Radio.Group>
      </Stack>
    </Alert>
  );
}
