import { Tooltip, VisuallyHidden } from '@mantine/core';
import type { Environment, FlagTableRow } from '@burgee/contracts';
import classes from './flag-table.module.css';

type EmergencyBadgeProps = {
  readonly emergency: FlagTableRow['emergencies'][number] | undefined;
  readonly environment: Environment;
};

/** Beside the switch of its environment, whichever environment is chosen: what the switch says is not what users get. */
export function EmergencyBadge({ emergency, environment }: EmergencyBadgeProps) {
  if (!emergency) return null;
  const { value, reason, createdBy } = emergency;
  const words = `Emergency in ${environment.name}: everyone gets ${JSON.stringify(value)}. ${reason} (${createdBy})`;
  return (
    <Tooltip label={words} multiline maw={320}>
      <span className={classes.emergency}>
        <span aria-hidden>!</span>
        <VisuallyHidden>{words}</VisuallyHidden>
      </span>
    </Tooltip>
  );
}
