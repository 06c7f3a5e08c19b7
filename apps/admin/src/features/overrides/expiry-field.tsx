import { Select, Stack, TextInput } from '@mantine/core';
import { useSurroundings } from '../../app/surroundings.ts';
import { localDateTime } from '../../ui/local-time.ts';
import { LONG_WHILES, readExpiry, SHORT_WHILES, type ExpiryDraft } from './expiry-draft.ts';

export type ExpiryFieldProps = {
  readonly draft: ExpiryDraft;
  readonly onChange: (draft: ExpiryDraft) => void;
  /** Test runs end within 24 hours. */
  readonly isTemporary?: boolean;
};

const HOUR_MS = 3_600_000;

export function ExpiryField({ draft, onChange, isTemporary = false }: ExpiryFieldProps) {
  const { now } = useSurroundings();
  const whiles = isTemporary ? SHORT_WHILES : LONG_WHILES;
  const read = readExpiry(draft, now(), isTemporary);
  function choose(chosen: string | null): void {
    const found = whiles.find(({ label }) => label === chosen);
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
          ...(isTemporary ? [] : [{ value: 'never', label: 'Never, until somebody removes it' }]),
          ...whiles.map(({ label }) => ({ value: label, label: `After ${label}` })),
          { value: 'at', label: 'At a time' },
        ]}
        value={draft.kind === 'after' ? (whiles.find(({ ms }) => ms === draft.ms)?.label ?? null) : draft.kind}
        onChange={choose}
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
