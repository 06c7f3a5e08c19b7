import type { Person } from '@burgee/contracts';
import { trpc } from '../../app/trpc.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { notifyDone } from '../../ui/notify.tsx';

export type DisableDialogProps = { readonly person: Person; readonly onClose: () => void };

/** Disables an enabled account, or enables a disabled one. */
export function DisableDialog({ person: { id, name, disabledAt }, onClose }: DisableDialogProps) {
  const utils = trpc.useUtils();
  const isDisabled = disabledAt !== null;
  const onSuccess = async () => {
    await utils.people.invalidate();
    notifyDone(isDisabled ? `${name} can sign in again.` : `${name} is signed out and cannot sign in.`);
    onClose();
  };
  const disable = trpc.people.disable.useMutation({ onSuccess });
  const enable = trpc.people.enable.useMutation({ onSuccess });
  const { mutate, isPending, error } = isDisabled ? enable : disable;
  return (
    <ConfirmDialog
      title={isDisabled ? `Enable ${name}?` : `Disable ${name}?`}
      confirm={isDisabled ? 'Enable account' : 'Disable account'}
      isDangerous={!isDisabled}
      isPending={isPending}
      error={error}
      onConfirm={(given) => mutate({ id, ...given })}
      onClose={onClose}
    >
      {isDisabled
        ? 'They can sign in again with their previous roles.'
        : 'Their sessions end immediately, and they cannot sign in. Their changes stay in the audit trail under their name.'}
    </ConfirmDialog>
  );
}
