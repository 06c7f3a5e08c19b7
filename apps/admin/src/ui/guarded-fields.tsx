import { Alert, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import classes from './guarded-fields.module.css';

export type GuardedFieldsProps = {
  readonly label: string;
  /** Why they may not be changed; `undefined` where they may. */
  readonly why: string | undefined;
  readonly children: ReactNode;
};

/** Fields that everybody may look at. */
export function GuardedFields({ label, why, children }: GuardedFieldsProps) {
  return (
    <Stack gap="md">
      {why && <Alert color="gray">{why} You can look at everything here.</Alert>}
      <fieldset disabled={why !== undefined} className={classes.fields} aria-label={label}>
        <Stack gap="md">{children}</Stack>
      </fieldset>
    </Stack>
  );
}
