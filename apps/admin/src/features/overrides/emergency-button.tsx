import type { Flag } from '@burgee/contracts';
import { Button } from '@mantine/core';
import { IconUrgent } from '@tabler/icons-react';
import { useState } from 'react';
import { usePermission } from '../../app/permission.ts';
import { Guarded } from '../../ui/guarded.tsx';
import { EmergencyDialog, EndEmergencyDialog } from './emergency-dialog.tsx';
import { useLayer } from './use-layer.ts';

/** Declares an emergency, or ends the active one. */
export function EmergencyButton({ flag, size = 'sm' }: { readonly flag: Flag; readonly size?: 'xs' | 'sm' }) {
  const { why } = usePermission('overrides:emergency', flag.environment);
  const [emergency] = useLayer(flag, 'emergency').items;
  // The dialog that was opened stays, even if someone else declares or ends an emergency in the meantime.
  const [openDialog, setOpenDialog] = useState<'set' | 'end' | null>(null);
  const close = () => setOpenDialog(null);
  const icon = <IconUrgent size={18} stroke={1.7} aria-hidden />;
  return (
    <>
      <Guarded why={why}>
        {emergency ? (
          <Button size={size} color="red.8" leftSection={icon} onClick={() => setOpenDialog('end')}>
            End the emergency
          </Button>
        ) : (
          <Button
            size={size}
            variant="default"
            {...(why === undefined && { c: 'var(--mantine-color-error)' })}
            leftSection={icon}
            onClick={() => setOpenDialog('set')}
          >
            Emergency
          </Button>
        )}
      </Guarded>
      {openDialog === 'set' && <EmergencyDialog flag={flag} onClose={close} />}
      {openDialog === 'end' && <EndEmergencyDialog flag={flag} onClose={close} />}
    </>
  );
}
