import { Alert, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './guarded-fields.module.css';

export type GuardedFieldsProps = {
  readonly label: string;
  /** The reason why the fields cannot be changed; `undefined` if they can. */
  readonly why: string | undefined;
  /** Whether the page already shows the reason. */
  readonly isExplained?: boolean;
  readonly children: ReactNode;
};

/** Fields that everyone may view, disabled with a reason for those who may not change them. */
export function GuardedFields({ label, why, isExplained = false, children }: GuardedFieldsProps) {
  return (
    <Stack gap="md">
      {why && !isExplained && <Alert color="gray">{why} You can still view everything here.</Alert>}
      <fieldset disabled={why !== undefined} className={classes.fields} aria-label={label}>
        <Stack gap="md">{children}</Stack>
      </fieldset>
    </Stack>
  );
}
