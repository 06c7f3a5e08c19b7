import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { formatUtcTime } from '../../ui/format/dates.ts';
import { instantOf, localDateTime } from '../../ui/local-time.ts';

export type DateTimeFieldProps = {
  readonly label: string;
  /** ISO 8601 in UTC; empty while nothing is chosen. */
  readonly value: string;
  readonly error?: string | undefined;
  readonly onChange: (value: string) => void;
};

/** Takes the reader's local time, and shows the stored time in UTC below it. */
export function DateTimeField({ label, value, error, onChange }: DateTimeFieldProps) {
  const at = Date.parse(value);
  const [first] = useState(at);
  return (
    <TextInput
      type="datetime-local"
      label={label}
      description={Number.isNaN(at) ? 'Your local time' : formatUtcTime(at)}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      error={error && (value === '' ? 'Choose a date and a time.' : error)}
      value={Number.isNaN(at) ? '' : localDateTime(at)}
      onChange={(event) => onChange(isoInstant(instantOf(event.currentTarget.value, first)))}
      w={220}
    />
  );
}

function isoInstant(at: number): string {
  return Number.isNaN(at) ? '' : new Date(at).toISOString();
}
