import type { Environment } from '@burgee/contracts';
import { Textarea } from '@mantine/core';

export type ReasonFieldProps = {
  /** The environment of the change; absent for changes outside environments. */
  readonly environment?: Pick<Environment, 'isProduction'> | undefined;
  readonly value: string;
  readonly onChange: (reason: string) => void;
  /** Requires a reason even outside production. */
  readonly isRequired?: boolean;
};

const MAX_LENGTH = 500;

/** Asks for the reason of a change, which the audit trail shows. It is required in production. */
export function ReasonField({ environment, value, onChange, isRequired }: ReasonFieldProps) {
  const isWanted = isReasonWanted(environment, isRequired);
  return (
    <Textarea
      label="Reason"
      description="Everyone can read it in the audit trail."
      placeholder={isWanted ? 'Why are you making this change?' : 'Optional'}
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

/** The reason as a part of an input; empty if nothing was typed. */
export function reasonInput(text: string): { reason?: string } {
  const reason = text.trim();
  return reason ? { reason } : {};
}
