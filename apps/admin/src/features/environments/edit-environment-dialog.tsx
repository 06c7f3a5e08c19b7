import { type Environment, isSameJson } from '@burgee/contracts';
import { Stack } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { isReasonWanted, ReasonField, reasonInput } from '../../ui/reason-field.tsx';
import { offerUndo } from '../../ui/undo-notice.tsx';
import { type EnvironmentDraft, EnvironmentFields } from './environment-fields.tsx';

export type EditEnvironmentDialogProps = { readonly environment: Environment; readonly onClose: () => void };

export function EditEnvironmentDialog({ environment, onClose }: EditEnvironmentDialogProps) {
  const utils = trpc.useUtils();
  const { key } = environment;
  const [before] = useState(environmentDraft(environment));
  const [draft, setDraft] = useState(before);
  const [reason, setReason] = useState('');
  const undo = trpc.environments.update.useMutation({ onSettled: () => utils.environments.invalidate() });
  const update = trpc.environments.update.useMutation({
    onSuccess: async () => {
      await utils.environments.invalidate();
      offerUndo(`Saved ${after.name}.`, () => undo.mutate({ key, ...before, reason: 'Undone' }));
      onClose();
    },
  });
  const after = { ...draft, name: draft.name.trim() };
  // Saving replaces a broken name with the shown one, even if the fields are unchanged.
  const isChanged = !isSameJson(after, before) || environment.broken !== undefined;
  const isReady = isChanged && after.name !== '' && (!isReasonWanted(environment) || reason.trim() !== '');
  function submitChanges(event: SubmitEvent): void {
    event.preventDefault();
    if (isReady) update.mutate({ key, ...after, ...reasonInput(reason) });
  }
  return (
    <Dialog onClose={onClose} title={`Edit ${environment.name}`}>
      <form onSubmit={submitChanges}>
        <Stack>
          <EnvironmentFields draft={draft} onChange={setDraft} />
          <ReasonField environment={environment} value={reason} onChange={setReason} />
          {update.error && <ErrorState error={update.error} />}
          <DialogFooter
            verb="Save changes"
            isReady={isReady}
            isPending={update.isPending}
            onCancel={onClose}
            environment={environment}
          />
        </Stack>
      </form>
    </Dialog>
  );
}

function environmentDraft(environment: Environment): EnvironmentDraft {
  const { name, color, isProduction, permitsSessionOverrides, bucketing } = environment;
  return { name, color, isProduction, permitsSessionOverrides, bucketing };
}
