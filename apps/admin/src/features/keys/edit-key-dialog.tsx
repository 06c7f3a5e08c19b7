import { Alert, Stack, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { brokenFields } from '../../ui/broken-words.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { isReasonWanted, ReasonField, reasonInput } from '../../ui/reason-field.tsx';
import { AgentScopeField } from './agent-scope-field.tsx';
import type { KeyDialogProps } from './key-dialog-props.ts';
import { keyReference } from './key-reference.ts';
import { OriginsField } from './origins-field.tsx';

export function EditKeyDialog({ apiKey, environment, onClose }: KeyDialogProps) {
  const utils = trpc.useUtils();
  const [name, setName] = useState(apiKey.name);
  const [origins, setOrigins] = useState(apiKey.origins);
  const [scopes, setScopes] = useState(apiKey.scopes);
  const [reason, setReason] = useState('');
  const update = trpc.keys.update.useMutation({
    onSuccess: async () => {
      await utils.keys.invalidate();
      notifyDone(`Saved the key "${name.trim()}".`);
      onClose();
    },
  });
  const [isWeb, isAdmin] = [apiKey.kind === 'web', apiKey.kind === 'admin'];
  const areOriginsBroken = brokenFields(apiKey.broken ?? []).includes('origins');
  const isReady = name.trim() !== '' && (!isReasonWanted(environment) || reason.trim() !== '');
  function submitChanges(event: SubmitEvent): void {
    event.preventDefault();
    if (!isReady) return;
    const own = { ...(isWeb && { origins }), ...(isAdmin && { scopes }) };
    update.mutate({ ...keyReference(apiKey), name: name.trim(), ...own, ...reasonInput(reason) });
  }
  return (
    <Dialog onClose={onClose} title={`Edit "${apiKey.name}"`}>
      <form onSubmit={submitChanges}>
        <Stack>
          <TextInput
            label="Name"
            required
            maxLength={100}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {isWeb && areOriginsBroken && (
            <Alert color="red">
              The stored origins cannot be read. Saving replaces them with this list. If the list is empty, any page can
              use the key.
            </Alert>
          )}
          {isWeb && <OriginsField value={origins} onChange={setOrigins} />}
          {isAdmin && <AgentScopeField value={scopes} onChange={setScopes} />}
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
