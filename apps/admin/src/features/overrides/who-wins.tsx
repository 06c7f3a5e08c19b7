import { Group, Paper, Text, TextInput, Title } from '@mantine/core';
import type { Flag, ResolvedOverride } from '@burgee/contracts';
import { useEnvironments } from '../../app/environment.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { useNow } from '../../ui/use-now.ts';
import { onWords, ValueChip } from './value-chip.tsx';
import { survivesKillSwitch, whyFlagIsOff } from './layers.ts';
import { verdictOf, type Ids } from './verdict.ts';

export type WhoWinsProps = {
  readonly flag: Flag;
  /** What is in the fields. */
  readonly typed: Ids;
  /** For whom the answer is: what was in the fields a moment ago. */
  readonly ids: Ids;
  readonly onChange: (ids: Ids) => void;
  readonly resolved: ResolvedOverride | undefined;
  readonly error: unknown;
};

const FIELDS = [
  { name: 'userId', label: 'User', placeholder: 'userId' },
  { name: 'sessionId', label: 'Session', placeholder: 'sessionId' },
  { name: 'testRunId', label: 'Test run', placeholder: 'testRunId' },
] as const;

/** Asks for one user, session or test run which override wins, and says it in a sentence. */
export function WhoWins({ flag, typed, ids, onChange, resolved, error }: WhoWinsProps) {
  return (
    <Paper p="md" component="section" aria-label="Which override wins">
      <Title order={2} mb={4}>
        Which override wins?
      </Title>
      <Text size="sm" c="dimmed" mb="sm">
        Type who is asking. The highest layer that has an override for them answers.
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
        {error ? <ErrorState error={error} /> : resolved && <Verdict flag={flag} ids={ids} resolved={resolved} />}
      </div>
    </Paper>
  );
}

type VerdictProps = Pick<WhoWinsProps, 'flag' | 'ids'> & { readonly resolved: ResolvedOverride };

function Verdict({ flag, ids, resolved }: VerdictProps) {
  const now = useNow(5_000);
  const { all } = useEnvironments();
  const permitsSessionOverrides = all.find(({ key }) => key === flag.environment)?.permitsSessionOverrides ?? true;
  const { sentence, note } = verdictOf({ flag, ids, resolved, permitsSessionOverrides, now });
  const { override } = resolved;
  const answers = override && (survivesKillSwitch(override.type) || !whyFlagIsOff(flag, now));
  const isExclude = override?.type === 'user' && override.overrideType === 'exclude';
  return (
    <>
      <Group gap="sm" mt="md">
        {answers && !isExclude && (
          <ValueChip value={override.value} variants={flag.variants} otherwise={onWords(flag)} />
        )}
        {answers && isExclude && <ValueChip value={false} />}
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
