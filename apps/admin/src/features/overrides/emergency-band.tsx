import type { Environment, Flag, OverrideOf } from '@burgee/contracts';
import { Button, Group, Text } from '@mantine/core';
import { IconUrgent } from '@tabler/icons-react';
import { useState } from 'react';
import { ActorName } from '../../app/actor-name.tsx';
import { useEnvironments } from '../../app/environment.tsx';
import { usePermission } from '../../app/permission.ts';
import { trpc } from '../../app/trpc.ts';
import { EnvironmentBadge } from '../../ui/environment-badge.tsx';
import { Guarded } from '../../ui/guarded.tsx';
import { TimeAgo } from '../../ui/relative-time.tsx';
import { OverrideValue } from '../../ui/value-chip.tsx';
import classes from './emergency-band.module.css';
import { EndEmergencyDialog } from './emergency-dialog.tsx';

/** Shows the flag's active emergencies in all environments. Until one ends, nothing else on the page has an effect there. */
export function EmergencyBands({ flag }: { readonly flag: Flag }) {
  const { all } = useEnvironments();
  const answers = trpc.useQueries((call) =>
    all.map(({ key: environment }) =>
      call.overrides.list({ environment, flagKey: flag.key, type: 'emergency' as const }),
    ),
  );
  const active = all.flatMap((environment, index) => {
    const emergency = answers[index]?.data?.items.find((one) => one.type === 'emergency');
    return emergency ? [{ environment, emergency }] : [];
  });
  return active.map(({ environment, emergency }) => (
    <EmergencyBand key={environment.key} flag={flag} environment={environment} emergency={emergency} />
  ));
}

type EmergencyBandProps = {
  readonly flag: Flag;
  readonly environment: Environment;
  readonly emergency: OverrideOf<'emergency'>;
};

function EmergencyBand({ flag, environment, emergency }: EmergencyBandProps) {
  const { why } = usePermission('overrides:emergency', environment.key);
  const [isDialogOpen, setIsDialogOpen] = useState(false);
  const { reason, createdBy, createdAt } = emergency;
  return (
    <section className={classes.band} aria-label={`Emergency in ${environment.name}`}>
      <IconUrgent size={22} stroke={1.7} aria-hidden />
      <div className={classes.words}>
        <Group gap={6}>
          <Text span size="sm" fw={600}>
            Emergency in
          </Text>
          <EnvironmentBadge environment={environment} />
          <Text span size="sm" fw={600}>
            Everyone gets
          </Text>
          <OverrideValue override={emergency} variants={flag.variants} />
        </Group>
        <Text size="sm">{reason}</Text>
        <Text size="xs">
          <ActorName actor={createdBy} />, <TimeAgo at={createdAt} />
        </Text>
      </div>
      <Guarded why={why}>
        <Button size="xs" variant="default" onClick={() => setIsDialogOpen(true)}>
          End emergency
        </Button>
      </Guarded>
      {isDialogOpen && (
        <EndEmergencyDialog flag={{ ...flag, environment: environment.key }} onClose={() => setIsDialogOpen(false)} />
      )}
    </section>
  );
}
