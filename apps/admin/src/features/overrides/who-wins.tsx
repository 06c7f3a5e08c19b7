import type { Explanation, Flag } from '@burgee/contracts';
import { Group, Paper, Text, TextInput, Title } from '@mantine/core';
import { ErrorState } from '../../ui/error-state.tsx';
import { ResultChip } from '../verdict/result-chip.tsx';
import { verdictOf } from '../verdict/verdict.ts';
import { describeIds, type Ids, noEffectNote } from './ids.ts';

export type WhoWinsProps = {
  readonly flag: Flag;
  /** The current contents of the fields. */
  readonly typed: Ids;
  /** The ids of the explanation: the contents of the fields before the last pause. */
  readonly ids: Ids;
  readonly onChange: (ids: Ids) => void;
  readonly explanation: Explanation | undefined;
  readonly error: unknown;
};

const FIELDS = [
  { name: 'userId', label: 'User', placeholder: 'userId' },
  { name: 'sessionId', label: 'Session', placeholder: 'sessionId' },
  { name: 'testRunId', label: 'Test run', placeholder: 'testRunId' },
] as const;

/** The result for one user, session or test run, and the layer that decides it. */
export function WhoWins({ flag, typed, ids, onChange, explanation, error }: WhoWinsProps) {
  return (
    <Paper p="md" component="section" aria-label="Which override wins">
      <Title order={2} mb={4}>
        Which override wins?
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        Enter an id. The first layer that applies decides, from top to bottom.
      </Text>
      <Group gap="sm" align="flex-end">
        {FIELDS.map(({ name, label, placeholder }) => (
          <TextInput
            key={name}
            label={label}
            placeholder={placeholder}
            maxLength={255}
            autoComplete="off"
            spellCheck={false}
            flex="1 1 150px"
            value={typed[name]}
            onChange={(event) => onChange({ ...typed, [name]: event.currentTarget.value })}
          />
        ))}
      </Group>
      <div aria-live="polite">
        {error ? (
          <ErrorState error={error} />
        ) : (
          explanation && <Result flag={flag} ids={ids} explanation={explanation} />
        )}
      </div>
    </Paper>
  );
}

type ResultProps = Pick<WhoWinsProps, 'flag' | 'ids'> & { readonly explanation: Explanation };

function Result({ flag, ids, explanation }: ResultProps) {
  const { value, sentence } = verdictOf(explanation, flag.rules);
  const note = noEffectNote(explanation);
  return (
    <>
      <Group gap="sm" mt="md">
        <Text fw={600} size="sm" style={{ overflowWrap: 'anywhere' }}>
          For {describeIds(ids)}:
        </Text>
        <ResultChip value={value} variants={flag.variants} />
        <Text fw={600} size="sm" style={{ overflowWrap: 'anywhere' }}>
          {sentence}
        </Text>
      </Group>
      {note && (
        <Text size="sm" c="dimmed" mt={4}>
          {note}
        </Text>
      )}
    </>
  );
}
