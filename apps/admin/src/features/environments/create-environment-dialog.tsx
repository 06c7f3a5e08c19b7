import { Modal, Stack, Switch, TextInput } from '@mantine/core';
import { EnvironmentKey } from '@burgee/contracts';
import { useState, type SubmitEvent } from 'react';
import { trpc } from '../../app/trpc.ts';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { PERMITS_HINT } from './permits-hint.ts';

export function CreateEnvironmentDialog({ onClose }: { readonly onClose: () => void }) {
  const utils = trpc.useUtils();
  const [name, setName] = useState('');
  const [typedKey, setKey] = useState<string>();
  const [permits, setPermits] = useState(false);
  const key = typedKey ?? keyFrom(name);
  const parsed = EnvironmentKey.safeParse(key);
  const create = trpc.environments.create.useMutation({
    onSuccess: async (created) => {
      await utils.environments.invalidate();
      notifyDone(`${created.name} is ready.`);
      onClose();
    },
  });
  const isReady = name.trim() !== '' && parsed.success;
  function submit(event: SubmitEvent): void {
    event.preventDefault();
    if (isReady) create.mutate({ key, name: name.trim(), permitsSessionOverrides: permits });
  }
  return (
    <Modal opened onClose={onClose} title="New environment">
      <form onSubmit={submit}>
        <Stack>
          <TextInput
            label="Name"
            placeholder="Staging"
            required
            maxLength={100}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label="Key"
            description="What programs call it. It never changes."
            required
            maxLength={20}
            value={key}
            error={key !== '' && !parsed.success && `Please ${parsed.error.issues[0]?.message ?? 'use another key'}.`}
            onChange={(event) => setKey(event.currentTarget.value)}
          />
          <Switch
            label="Permit session overrides"
            description={PERMITS_HINT}
            checked={permits}
            onChange={(event) => setPermits(event.currentTarget.checked)}
          />
          {create.error && <ErrorState error={create.error} />}
          <DialogFooter verb="Create" isReady={isReady} isPending={create.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </Modal>
  );
}

/** "QA Europe" becomes `qa-europe`. */
function keyFrom(name: string): string {
  const words = name.toLowerCase().match(/[a-z0-9]+/g) ?? [];
  return words
    .join('-')
    .replace(/^[^a-z]+/, '')
    .slice(0, 20)
    .replace(/-$/, '');
}
