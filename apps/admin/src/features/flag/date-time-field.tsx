import { TextInput } from '@mantine/core';

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
  return (
    <TextInput
      type="datetime-local"
      label={label}
      description={Number.isNaN(at) ? 'Your local time' : `${utcWords(at)} UTC`}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      error={error && (value === '' ? 'Choose a day and a time.' : error)}
      value={Number.isNaN(at) ? '' : localTime(at)}
      onChange={(event) => onChange(instantOf(event.currentTarget.value))}
      w={220}
    />
  );
}

function instantOf(local: string): string {
  const at = Date.parse(local);
  return Number.isNaN(at) ? '' : new Date(at).toISOString();
}

/** What a field of the type `datetime-local` holds: the time here, to the minute. */
function localTime(at: number): string {
  const offsetMs = new Date(at).getTimezoneOffset() * 60_000;
  return new Date(at - offsetMs).toISOString().slice(0, 16);
}

function utcWords(at: number): string {
  return new Date(at).toISOString().slice(0, 16).replace('T', ' ');
}
