import { trpc } from '../../app/trpc.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import type { KeyDialogProps } from './key-dialog-props.ts';
import { keyReference } from './key-reference.ts';

export function RevokeKeyDialog({ apiKey, environment, onClose }: KeyDialogProps) {
  const utils = trpc.useUtils();
  const revoke = trpc.keys.revoke.useMutation({
    onSuccess: async () => {
      await utils.keys.invalidate();
      notifyDone(`Revoked the key "${apiKey.name}".`);
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={`Revoke "${apiKey.name}"?`}
      confirm="Revoke key"
      isDangerous
      typed={apiKey.name}
      environment={environment}
      isPending={revoke.isPending}
      error={revoke.error}
      onConfirm={(given) => revoke.mutate({ ...keyReference(apiKey), ...given })}
      onClose={onClose}
    >
      Programs that use this key are refused immediately, and their streams end. This cannot be undone.
    </ConfirmDialog>
  );
}

export function EndPreviousDialog({ apiKey, environment, onClose }: KeyDialogProps) {
  const utils = trpc.useUtils();
  const endPrevious = trpc.keys.endPrevious.useMutation({
    onSuccess: async () => {
      await utils.keys.invalidate();
      notifyDone(`Only the new secret of "${apiKey.name}" is valid now.`);
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={`End the previous secret of "${apiKey.name}"?`}
      confirm="End previous secret"
      isDangerous
      environment={environment}
      isPending={endPrevious.isPending}
      error={endPrevious.error}
      onConfirm={(given) => endPrevious.mutate({ ...keyReference(apiKey), ...given })}
      onClose={onClose}
    >
      Programs that still use the previous secret are refused immediately. End it once all programs have the new secret,
      or if the previous one has leaked.
    </ConfirmDialog>
  );
}
