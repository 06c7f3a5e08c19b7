import { EnvironmentKey } from '@burgee/contracts';
import { Stack, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { keyOfName } from '../../ui/key-of-name.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { type EnvironmentDraft, EnvironmentFields } from './environment-fields.tsx';

const EMPTY_DRAFT: EnvironmentDraft = {
  name: '',
  color: 'gray',
  isProduction: false,
  permitsSessionOverrides: false,
  bucketing: 'standard',
};

export function CreateEnvironmentDialog({ onClose }: { readonly onClose: () => void }) {
  const utils = trpc.useUtils();
  const [draft, setDraft] = useState(EMPTY_DRAFT);
  const [typedKey, setKey] = useState<string>();
  const key = typedKey ?? keyOfName(draft.name, 'environment');
  const parsed = EnvironmentKey.safeParse(key);
  const create = trpc.environments.create.useMutation({
    onSuccess: async (created) => {
      await utils.environments.invalidate();
      notifyDone(`Created ${created.name}.`);
      onClose();
    },
  });
  const name = draft.name.trim();
  const isReady = name !== '' && parsed.success;
  function submitEnvironment(event: SubmitEvent): void {
    event.preventDefault();
    if (isReady) create.mutate({ ...draft, key, name });
  }
  return (
    <Dialog onClose={onClose} title="New environment">
      <form onSubmit={submitEnvironment}>
        <Stack>
          <EnvironmentFields draft={draft} onChange={setDraft}>
            <TextInput
              label="Key"
              description="Programs refer to the environment by its key. It cannot be changed later."
              required
              maxLength={20}
              value={key}
              error={key !== '' && !parsed.success && `Please ${parsed.error.issues[0]?.message ?? 'use another key'}.`}
              onChange={(event) => setKey(event.currentTarget.value)}
            />
          </EnvironmentFields>
          {create.error && <ErrorState error={create.error} />}
          <DialogFooter verb="Create environment" isReady={isReady} isPending={create.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}
