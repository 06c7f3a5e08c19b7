import { HOUR_MS } from '@burgee/contracts';
import { Select, Stack, TextInput } from '@mantine/core';
import { localDateTime } from '../../ui/local-time.ts';
import { useSurroundings } from '../../ui/surroundings.ts';
import { type ExpiryDraft, LONG_DURATIONS, readExpiry, SHORT_DURATIONS } from './expiry-draft.ts';

export type ExpiryFieldProps = {
  readonly draft: ExpiryDraft;
  readonly onChange: (draft: ExpiryDraft) => void;
  /** Limits the end to 24 hours, as for test runs. */
  readonly isTemporary?: boolean;
};

export function ExpiryField({ draft, onChange, isTemporary = false }: ExpiryFieldProps) {
  const { now } = useSurroundings();
  const durations = isTemporary ? SHORT_DURATIONS : LONG_DURATIONS;
  const read = readExpiry(draft, now(), isTemporary);
  function chooseExpiry(chosen: string | null): void {
    const found = durations.find(({ label }) => label === chosen);
    if (found) onChange({ kind: 'after', ms: found.ms });
    else if (chosen === 'at') onChange({ kind: 'at', local: localDateTime(now() + HOUR_MS) });
    else onChange({ kind: 'never' });
  }
  return (
    <Stack gap="xs">
      <Select
        label="Ends"
        allowDeselect={false}
        data={[
          ...(isTemporary ? [] : [{ value: 'never', label: 'Never (until removed)' }]),
          ...durations.map(({ label }) => ({ value: label, label: `After ${label}` })),
          { value: 'at', label: 'At a specific time' },
        ]}
        value={draft.kind === 'after' ? (durations.find(({ ms }) => ms === draft.ms)?.label ?? null) : draft.kind}
        onChange={chooseExpiry}
      />
      {draft.kind === 'at' && (
        <TextInput
          type="datetime-local"
          label="Time"
          description="In your time zone."
          value={draft.local}
          error={read.isValid ? undefined : read.problem}
          onChange={(event) => onChange({ ...draft, local: event.currentTarget.value })}
        />
      )}
    </Stack>
  );
}
