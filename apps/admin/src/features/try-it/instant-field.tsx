import { Group, SegmentedControl, Text, TextInput } from '@mantine/core';
import { instantOf, localDateTime } from '../../ui/local-time.ts';
import { useSurroundings } from '../../ui/surroundings.ts';

export type InstantFieldProps = {
  /** A local time; `null` means now. */
  readonly local: string | null;
  readonly onChange: (local: string | null) => void;
};

/** Chooses the instant of the evaluation, which affects schedules, ramps and the ends of overrides. */
export function InstantField({ local, onChange }: InstantFieldProps) {
  const { now } = useSurroundings();
  return (
    <Group gap="sm" align="center">
      <Text size="sm" fw={500} id="instant-label">
        When
      </Text>
      <SegmentedControl
        size="xs"
        aria-labelledby="instant-label"
        value={local === null ? 'now' : 'at'}
        data={[
          { value: 'now', label: 'Now' },
          { value: 'at', label: 'At a specific time' },
        ]}
        onChange={(chosen) => onChange(chosen === 'now' ? null : localDateTime(now()))}
      />
      {local !== null && (
        <TextInput
          type="datetime-local"
          size="xs"
          aria-label="Time of the evaluation, in your time zone"
          error={Number.isNaN(instantOf(local)) ? 'Choose a date and a time.' : undefined}
          value={local}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Group>
  );
}
