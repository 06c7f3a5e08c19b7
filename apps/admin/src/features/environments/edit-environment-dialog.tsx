import { Modal, Stack, Switch, TextInput } from '@mantine/core';
import type { Environment } from '@burgee/contracts';
import { useState, type SubmitEvent } from 'react';
import { trpc } from '../../app/trpc.ts';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { notifyWithUndo } from '../../ui/notify.tsx';
import { isReasonWanted, ReasonField, reasonOf } from '../../ui/reason-field.tsx';
import { PERMITS_HINT } from './permits-hint.ts';

export type EditEnvironmentDialogProps = { readonly environment: Environment; readonly onClose: () => void };

export function EditEnvironmentDialog({ environment, onClose }: EditEnvironmentDialogProps) {
  const utils = trpc.useUtils();
  const [name, setName] = useState(environment.name);
  const [permits, setPermits] = useState(environment.permitsSessionOverrides);
  const [reason, setReason] = useState('');
  const undo = trpc.environments.update.useMutation({ onSettled: () => utils.environments.invalidate() });
  const update = trpc.environments.update.useMutation({
    onSuccess: async () => {
      await utils.environments.invalidate();
      const { key, name, permitsSessionOverrides } = environment;
      notifyWithUndo('Saved.', () => undo.mutate({ key, name, permitsSessionOverrides, reason: 'Undone' }));
      onClose();
    },
  });
  const isSame = name.trim() === environment.name && permits === environment.permitsSessionOverrides;
  const isReady = !isSame && name.trim() !== '' && (!isReasonWanted(environment) || reason.trim() !== '');
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (!isReady) return;
    update.mutate({ key: environment.key, name: name.trim(), permitsSessionOverrides: permits, ...reasonOf(reason) });
  }
  return (
    <Modal opened onClose={onClose} title={`Edit ${environment.name}`}>
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Name"
            required
            maxLength={100}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Switch
            label="Permit session overrides"
            description={PERMITS_HINT}
            checked={permits}
            onChange={(event) => setPermits(event.currentTarget.checked)}
          />
          <ReasonField environment={environment} value={reason} onChange={setReason} />
          {update.error && <ErrorState error={update.error} />}
          <DialogFooter
            verb="Save"
            isReady={isReady}
            isPending={update.isPending}
            onCancel={onClose}
            environment={environment}
          />
        </Stack>
      </form>
    </Modal>
  );
}
