import type { EnvironmentKey, FlagKey } from '@burgee/contracts';
import { Skeleton, Stack } from '@mantine/core';
import { useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { TextLink } from '../../ui/links.tsx';
import { DeleteDialog } from '../flag/delete-dialog.tsx';
import { BrokenFlag, type Remedy } from './broken-flag.tsx';
import { RepairFlagDialog } from './repair-flag-dialog.tsx';

export type BrokenFlagDialogProps = {
  readonly environment: EnvironmentKey;
  readonly flagKey: FlagKey;
  readonly onClose: () => void;
};

/** Explains why a flag in the list is broken, and offers to repair or delete it. */
export function BrokenFlagDialog({ environment, flagKey, onClose }: BrokenFlagDialogProps) {
  const { data: flag, error, refetch } = trpc.flags.get.useQuery({ environment, key: flagKey });
  const [remedy, setRemedy] = useState<Remedy>();
  if (flag && remedy === 'repair') return <RepairFlagDialog flag={flag} onClose={onClose} />;
  if (flag && remedy === 'delete') return <DeleteDialog flag={flag} onClose={onClose} />;
  return (
    <Dialog onClose={onClose} title={`${flagKey || 'A flag without a key'} is broken`}>
      {error && <ErrorState error={error} onRetry={() => void refetch()} />}
      {!error && !flag && <Skeleton h={100} />}
      {flag && (
        <Stack gap="sm">
          <BrokenFlag flag={flag} onChoose={setRemedy} />
          {flagKey && (
            <TextLink to="/flags/$flagKey" params={{ flagKey }} size="sm">
              Open the flag
            </TextLink>
          )}
        </Stack>
      )}
    </Dialog>
  );
}
