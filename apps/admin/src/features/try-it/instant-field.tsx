import { Group, SegmentedControl, Text, TextInput } from '@mantine/core';
import { useSurroundings } from '../../app/surroundings.ts';
import { instantOf, localDateTime } from '../../ui/local-time.ts';

export type InstantFieldProps = {
  /** A time of the clock on the wall; `null` is now. */
  readonly local: string | null;
  readonly onChange: (local: string | null) => void;
};

/** When it is asked: schedules, ramps and ends of overrides are read at that instant. */
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
          { value: 'at', label: 'At a time' },
        ]}
        onChange={(chosen) => onChange(chosen === 'now' ? null : localDateTime(now()))}
      />
      {local !== null && (
        <TextInput
          type="datetime-local"
          size="xs"
          aria-label="The time that is asked for, in your time zone"
          error={Number.isNaN(instantOf(local)) ? 'Choose a day and a time.' : undefined}
          value={local}
          onChange={(event) => onChange(event.currentTarget.value)}
        />
      )}
    </Group>
  );
}
