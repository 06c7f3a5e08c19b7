import type { Environment, FlagTableRow } from '@burgee/contracts';
import { Tooltip, VisuallyHidden } from '@mantine/core';
import { useActorName } from '../../app/actor-name.tsx';
import classes from './flag-table.module.css';

type Emergency = FlagTableRow['emergencies'][number];
type EmergencyBadgeProps = { readonly emergency: Emergency | undefined; readonly environment: Environment };

/** Shown beside the switch of its environment, even if another one is chosen, because users do not get what the switch shows. */
export function EmergencyBadge({ emergency, environment }: EmergencyBadgeProps) {
  return emergency && <EmergencyMark emergency={emergency} environment={environment} />;
}

function EmergencyMark({
  emergency,
  environment,
}: {
  readonly emergency: Emergency;
  readonly environment: Environment;
}) {
  const { value, reason, createdBy } = emergency;
  const by = useActorName(createdBy);
  const words = `Emergency in ${environment.name}: everyone gets ${JSON.stringify(value)}. ${reason} (${by})`;
  return (
    <Tooltip label={words} multiline maw={320}>
      <span className={classes.emergency}>
        <span aria-hidden>!</span>
        <VisuallyHidden>{words}</VisuallyHidden>
      </span>
    </Tooltip>
  );
}
