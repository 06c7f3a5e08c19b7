import type { Flag } from '@burgee/contracts';
import { useEnvironment } from '../../app/environment.tsx';
import { trpc } from '../../app/trpc.ts';
import { isKeyBroken } from '../../ui/broken-words.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { notifyDone } from '../../ui/notify.tsx';

export type DeleteDialogProps = {
  readonly flag: Flag;
  /** Awaited before the flag disappears from the screen. */
  readonly onDeleted?: () => Promise<void>;
  readonly onClose: () => void;
};

export function DeleteDialog({ flag, onDeleted, onClose }: DeleteDialogProps) {
  const environment = useEnvironment();
  const utils = trpc.useUtils();
  const name = flag.key || 'the flag without a key';
  const remove = trpc.flags.delete.useMutation({
    onSuccess: async () => {
      notifyDone(`${name} is deleted in ${environment.name}.`);
      await onDeleted?.();
      void utils.flags.invalidate();
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={`Delete ${name} in ${environment.name}?`}
      confirm="Delete flag"
      isDangerous
      // A broken key may contain characters that nobody can see or type.
      {...(!isKeyBroken(flag.broken) && { typed: flag.key })}
      environment={environment}
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={(given) => remove.mutate({ environment: flag.environment, key: flag.key, ...given })}
      onClose={onClose}
    >
      Programs that still evaluate it will use their own default. {flag.broken.length > 0 ? BROKEN_HINT : RESTORE_HINT}
    </ConfirmDialog>
  );
}

const RESTORE_HINT =
  'The flag can be restored from its history, but its overrides cannot. To only hide the flag, archive it instead.';
const BROKEN_HINT = 'Its overrides are deleted with it.';
