import { TextInput } from '@mantine/core';
import { useState } from 'react';
import { instantOf, localDateTime } from '../../ui/local-time.ts';

export type DateTimeFieldProps = {
  readonly label: string;
  /** ISO 8601 in UTC; empty while nothing is chosen. */
  readonly value: string;
  readonly error?: string | undefined;
  readonly onChange: (value: string) => void;
};

/** A time of the clock on the wall; what is stored stands below it, in UTC. */
export function DateTimeField({ label, value, error, onChange }: DateTimeFieldProps) {
  const at = Date.parse(value);
  const [first] = useState(at);
  return (
    <TextInput
      type="datetime-local"
      label={label}
      description={Number.isNaN(at) ? 'Your local time' : `${utcWords(at)} UTC`}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      error={error && (value === '' ? 'Choose a day and a time.' : error)}
      value={Number.isNaN(at) ? '' : localDateTime(at)}
      onChange={(event) => onChange(isoOf(instantOf(event.currentTarget.value, first)))}
      w={220}
    />
  );
}

function isoOf(at: number): string {
  return Number.isNaN(at) ? '' : new Date(at).toISOString();
}

function utcWords(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}
