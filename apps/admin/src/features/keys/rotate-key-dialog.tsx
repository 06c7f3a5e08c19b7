import type { NewApiKey } from '@burgee/contracts';
import { Select, Stack, Text } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { isReasonWanted, ReasonField, reasonInput } from '../../ui/reason-field.tsx';
import type { KeyDialogProps } from './key-dialog-props.ts';
import { keyReference } from './key-reference.ts';
import { NewSecret } from './new-secret.tsx';

const OVERLAPS = [
  { value: '0', label: 'Revoke it immediately (it leaked)' },
  { value: '1', label: 'Keep it valid for 1 hour' },
  { value: '24', label: 'Keep it valid for 1 day' },
  { value: '168', label: 'Keep it valid for 7 days' },
  { value: '720', label: 'Keep it valid for 30 days' },
];

export function RotateKeyDialog({ apiKey, environment, onClose }: KeyDialogProps) {
  const utils = trpc.useUtils();
  const [made, setMade] = useState<NewApiKey>();
  const [overlapHours, setOverlap] = useState('24');
  const [reason, setReason] = useState('');
  const rotate = trpc.keys.rotate.useMutation({
    onSuccess: async (rotated) => {
      setMade(rotated);
      await utils.keys.invalidate();
    },
  });
  const isReady = !isReasonWanted(environment) || reason.trim() !== '';
  function submitRotation(event: SubmitEvent): void {
    event.preventDefault();
    if (isReady) rotate.mutate({ ...keyReference(apiKey), overlapHours: Number(overlapHours), ...reasonInput(reason) });
  }
  return (
    <Dialog onClose={onClose} closeOnClickOutside={!made} title={`Rotate "${apiKey.name}"`}>
      {made ? (
        <NewSecret made={made} onClose={onClose} />
      ) : (
        <form onSubmit={submitRotation}>
          <Stack>
            <Text size="sm">The key gets a new secret. Everything else stays the same.</Text>
            <Select
              label="Previous secret"
              data={OVERLAPS}
              allowDeselect={false}
              value={overlapHours}
              onChange={(value) => setOverlap(value ?? '24')}
            />
            <ReasonField environment={environment} value={reason} onChange={setReason} />
            {rotate.error && <ErrorState error={rotate.error} />}
            <DialogFooter
              verb="Rotate key"
              isReady={isReady}
              isPending={rotate.isPending}
              onCancel={onClose}
              environment={environment}
            />
          </Stack>
        </form>
      )}
    </Dialog>
  );
}
