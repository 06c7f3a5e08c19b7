import { Button } from '@mantine/core';
import type { Flag } from '@burgee/contracts';
import { IconUrgent } from '@tabler/icons-react';
import { useState } from 'react';
import { usePermission } from '../../app/permission.ts';
import { Guarded } from '../../ui/guarded.tsx';
import { EmergencyDialog, EndEmergencyDialog } from './emergency-dialog.tsx';
import { useLayer } from './use-layer.ts';

/** Sets the last word of an incident, or ends it where there is one. */
export function EmergencyButton({ flag, size = 'sm' }: { readonly flag: Flag; readonly size?: 'xs' | 'sm' }) {
  const { why } = usePermission('overrides:emergency', flag.environment);
  const [emergency] = useLayer(flag, 'emergency').items;
  // It says what was clicked, also where somebody else sets or ends one meanwhile.
  const [asked, setAsked] = useState<'set' | 'end' | null>(null);
  const close = () => setAsked(null);
  const icon = <IconUrgent size={18} stroke={1.7} aria-hidden />;
  return (
    <>
      <Guarded why={why}>
        {emergency ? (
          <Button size={size} color="red.8" leftSection={icon} onClick={() => setAsked('end')}>
            End the emergency
          </Button>
        ) : (
          <Button
            size={size}
            variant="default"
            {...(why === undefined && { c: 'var(--mantine-color-error)' })}
            leftSection={icon}
            onClick={() => setAsked('set')}
          >
            Emergency
          </Button>
        )}
      </Guarded>
      {asked === 'set' && <EmergencyDialog flag={flag} onClose={close} />}
      {asked === 'end' && <EndEmergencyDialog flag={flag} onClose={close} />}
    </>
  );
}
