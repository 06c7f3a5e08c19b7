import type { Person } from '@burgee/contracts';
import { trpc } from '../../app/trpc.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { notifyDone } from '../../ui/notify.tsx';

export type DisableDialogProps = { readonly person: Person; readonly onClose: () => void };

/** Disables who may sign in, and enables who may not. */
export function DisableDialog({ person: { id, name, disabledAt }, onClose }: DisableDialogProps) {
  const utils = trpc.useUtils();
  const isDisabled = disabledAt !== null;
  const onSuccess = async () => {
    await utils.people.invalidate();
    notifyDone(isDisabled ? `${name} may sign in again.` : `${name} is signed out, and may not sign in.`);
    onClose();
  };
  const disable = trpc.people.disable.useMutation({ onSuccess });
  const enable = trpc.people.enable.useMutation({ onSuccess });
  const { mutate, isPending, error } = isDisabled ? enable : disable;
  return (
    <ConfirmDialog
      title={isDisabled ? `Enable ${name}?` : `Disable ${name}?`}
      confirm={isDisabled ? 'Enable' : 'Disable'}
      isDangerous={!isDisabled}
      isPending={isPending}
      error={error}
      onConfirm={(given) => mutate({ id, ...given })}
      onClose={onClose}
    >
      {isDisabled
        ? 'They may sign in again, with the roles that they had.'
        : 'Their sessions end at once, and they cannot sign in. What they did stays in the audit trail under their name.'}
    </ConfirmDialog>
  );
}
