import { TextInput } from '@mantine/core';
import { CopyButton } from './copy-button.tsx';

export type CopyFieldProps = {
  readonly label: string;
  readonly description?: string;
  readonly text: string;
  /** Names the copied text for screen readers: "the secret". */
  readonly what: string;
};

/** A read-only text with a copy button. Focusing it selects all of it. */
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
