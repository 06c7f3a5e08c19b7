import { TextInput } from '@mantine/core';
import { useDebouncedCallback } from '@mantine/hooks';
import { useEffect, useRef, useState } from 'react';

const PAUSE_MS = 250;

export type FilterFieldProps = {
  readonly label: string;
  readonly placeholder?: string;
  readonly value: string | undefined;
  /** When the typing pauses. */
  readonly onChange: (value: string | undefined) => void;
};

/** A filter as text. What is typed is shown at once, and asked for a moment later. */
export function FilterField({ label, placeholder = 'Any', value = '', onChange }: FilterFieldProps) {
  const [text, setText] = useState(value);
  const said = useRef(value);
  const say = useDebouncedCallback((next: string) => {
    said.current = next;
    onChange(next || undefined);
  }, PAUSE_MS);
  // Somebody went back, or cleared all filters.
  useEffect(() => {
    if (value === said.current) return;
    said.current = value;
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
        say(event.currentTarget.value.trim());
      }}
    />
  );
}
