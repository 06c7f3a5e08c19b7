import type { Flag } from '@burgee/contracts';
import { Stack, Text } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useEnvironment } from '../../app/environment.tsx';
import { useKeepFlag } from '../../app/keep-flag.ts';
import { trpc } from '../../app/trpc.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { ReasonField } from '../../ui/reason-field.tsx';

type ReleaseDialogProps = { readonly flag: Flag; readonly onClose: () => void };

/** Asks why a flag is to be changed here instead of in Git. */
export function ReleaseDialog({ flag, onClose }: ReleaseDialogProps) {
  const environment = useEnvironment();
  const keep = useKeepFlag();
  const [reason, setReason] = useState('');
  const { mutate, isPending, error } = trpc.flags.release.useMutation({
    onSuccess: (after) => {
      keep(after);
      notifyDone(`${after.key} can be changed here.`);
      onClose();
    },
  });
  const isReady = reason.trim() !== '';
  function submitRelease(event: SubmitEvent): void {
    event.preventDefault();
    if (isReady) mutate({ environment: flag.environment, key: flag.key, revision: flag.revision, reason });
  }
  return (
    <Dialog onClose={onClose} title={`Release ${flag.key} in ${environment.name}?`}>
      <form onSubmit={submitRelease}>
        <Stack>
          <Text size="sm">
            It can be changed here until its file is applied again. Then the file decides again, and changes that it
            does not have are undone.
          </Text>
          <ReasonField environment={environment} value={reason} onChange={setReason} isRequired />
          {error ? <ErrorState error={error} /> : null}
          <DialogFooter
            verb="Release flag"
            isReady={isReady}
            isPending={isPending}
            onCancel={onClose}
            environment={environment}
          />
        </Stack>
      </form>
    </Dialog>
  );
}
