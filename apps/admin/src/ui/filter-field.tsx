import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';

const PAUSE_MS = 250;

export type FilterFieldProps = {
  readonly label: string;
  readonly placeholder?: string;
  readonly value: string | undefined;
  /** Called when typing pauses. */
  readonly onChange: (value: string | undefined) => void;
};

/** A text filter. Typed text appears immediately and is reported after a pause. */
export function FilterField({ label, placeholder = 'Any', value = '', onChange }: FilterFieldProps) {
  const [text, setText] = useState(value);
  const reported = useRef(value);
  const reportValue = useDebouncedCallback((next: string) => {
    reported.current = next;
    onChange(next || undefined);
  }, PAUSE_MS);
  // The value changed from outside: the user went back or cleared all filters.
  useEffect(() => {
    if (value === reported.current) return;
    reported.current = value;
    setText(value);
  }, [value]);
  return (
    <TextInput
      label={label}
      placeholder={placeholder}
      w={150}
      maxLength={255}
      value={text}
      onChange={(event) => {
        setText(event.currentTarget.value);
        reportValue(event.currentTarget.value.trim());
      }}
    />
  );
}
