import { trpc } from '../../app/trpc.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import type { KeyDialogProps } from './key-actions.tsx';
import { refOf } from './ref-of.ts';

export function RevokeKeyDialog({ apiKey, environment, onClose }: KeyDialogProps) {
  const utils = trpc.useUtils();
  const revoke = trpc.keys.revoke.useMutation({
    onSuccess: async () => {
      await utils.keys.invalidate();
      notifyDone(`The key "${apiKey.name}" is revoked.`);
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={`Revoke "${apiKey.name}"?`}
      confirm="Revoke"
      isDangerous
      typed={apiKey.name}
      environment={environment}
      isPending={revoke.isPending}
      error={revoke.error}
      onConfirm={(given) => revoke.mutate({ ...refOf(apiKey), ...given })}
      onClose={onClose}
    >
      Programs that use it are refused at once, and their streams end. It cannot be taken back.
    </ConfirmDialog>
  );
}

export function EndPreviousDialog({ apiKey, environment, onClose }: KeyDialogProps) {
  const utils = trpc.useUtils();
  const end = trpc.keys.endPrevious.useMutation({
    onSuccess: async () => {
      await utils.keys.invalidate();
      notifyDone(`Only the new secret of "${apiKey.name}" is valid now.`);
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={`End the previous secret of "${apiKey.name}"?`}
      confirm="End it now"
      isDangerous
      environment={environment}
      isPending={end.isPending}
      error={end.error}
      onConfirm={(given) => end.mutate({ ...refOf(apiKey), ...given })}
      onClose={onClose}
    >
      Programs that still use the previous secret are refused at once. Do it when all have the new one, or when the old
      one has leaked.
    </ConfirmDialog>
  );
}
