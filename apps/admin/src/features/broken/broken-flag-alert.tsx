import type { Flag } from '@burgee/contracts';
import { Alert } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { useState } from 'react';
import { DeleteDialog } from '../flag/delete-dialog.tsx';
import { useLeaveDeleted } from '../flag/use-leave-deleted.ts';
import { BrokenFlag, type Remedy } from './broken-flag.tsx';
import { RepairFlagDialog } from './repair-flag-dialog.tsx';

/** Warns about a broken flag above its tabs, and offers to repair or delete it. */
export function BrokenFlagAlert({ flag }: { readonly flag: Flag }) {
  const [remedy, setRemedy] = useState<Remedy>();
  const leave = useLeaveDeleted();
  const close = () => setRemedy(undefined);
  if (flag.broken.length === 0) return null;
  return (
    <Alert
      color="red"
      mb="md"
      role="alert"
      icon={<IconAlertTriangle aria-hidden />}
      title="Part of this flag is broken"
    >
      <BrokenFlag flag={flag} onChoose={setRemedy} />
      {remedy === 'repair' && <RepairFlagDialog flag={flag} onClose={close} />}
      {remedy === 'delete' && <DeleteDialog flag={flag} onDeleted={leave} onClose={close} />}
    </Alert>
  );
}
