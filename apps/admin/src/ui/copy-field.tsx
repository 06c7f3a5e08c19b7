import { TextInput } from '@mantine/core';
import { CopyButton } from './copy-button.tsx';

export type CopyFieldProps = {
  readonly label: string;
  readonly description?: string;
  readonly text: string;
  /** What is copied: "the secret". */
  readonly what: string;
};

/** A text to take along; a click selects all of it. */
export function CopyField({ label, description, text, what }: CopyFieldProps) {
  return (
    <TextInput
      label={label}
      description={description}
      value={text}
      readOnly
      onFocus={(event) => event.currentTarget.select()}
      rightSection={<CopyButton text={text} what={what} />}
      styles={{ input: { fontFamily: 'var(--mantine-font-family-monospace)', fontSize: 13 } }}
    />
  );
}
