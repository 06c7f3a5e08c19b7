import { PasswordInput } from '@mantine/core';
import { MIN_LENGTH, PasswordHint } from './password-hint.tsx';

export type NewPasswordFieldProps = {
  readonly label: string;
  readonly value: string;
  readonly onChange: (password: string) => void;
};

/** A field for choosing a password, with a hint about its length. */
export function NewPasswordField({ label, value, onChange }: NewPasswordFieldProps) {
  return (
    <PasswordInput
      label={label}
      autoComplete="new-password"
      required
      maxLength={128}
      description={<PasswordHint length={value.length} />}
      inputWrapperOrder={['label', 'input', 'description', 'error']}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
      visibilityToggleButtonProps={{ 'aria-label': `Show the ${label.toLowerCase()}`, tabIndex: 0 }}
    />
  );
}

export function isLongEnough(password: string): boolean {
  return password.length >= MIN_LENGTH;
}
