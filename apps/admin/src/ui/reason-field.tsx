import { Textarea } from '@mantine/core';
import type { Environment } from '@burgee/contracts';

export type ReasonFieldProps = {
  /** Where the change is made; without one, it is about no environment. */
  readonly environment?: Pick<Environment, 'isProduction'> | undefined;
  readonly value: string;
  readonly onChange: (reason: string) => void;
  /** Asked for although it is not production. */
  readonly isRequired?: boolean;
};

const MAX_LENGTH = 500;

/** Why a change is made: everybody reads it in the audit trail. Production wants one. */
export function ReasonField({ environment, value, onChange, isRequired }: ReasonFieldProps) {
  const isWanted = isReasonWanted(environment, isRequired);
  return (
    <Textarea
      label="Reason"
      description="Everybody can read it in the audit trail."
      placeholder={isWanted ? 'What is this change for?' : 'Optional'}
      required={isWanted}
      maxLength={MAX_LENGTH}
      autosize
      minRows={2}
      maxRows={6}
      value={value}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}

export function isReasonWanted(environment: ReasonFieldProps['environment'], isRequired = false): boolean {
  return isRequired || environment?.isProduction === true;
}

/** What goes into an input: nothing, where nothing was typed. */
export function reasonOf(text: string): { reason?: string } {
  const reason = text.trim();
  return reason ? { reason } : {};
}
