import type { Flag } from '@burgee/contracts';
import { useEnvironment } from '../../app/environment.tsx';
import { trpc } from '../../app/trpc.ts';
import { isKeyBroken } from '../../ui/broken-words.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { notifyDone } from '../../ui/notify.tsx';

export type DeleteDialogProps = {
  readonly flag: Flag;
  /** Runs before the flag leaves the screen. */
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
      confirm="Delete"
      isDangerous
      // Nobody can type a key that is not to be seen.
      {...(!isKeyBroken(flag.broken) && { typed: flag.key })}
      environment={environment}
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={(given) => remove.mutate({ environment: flag.environment, key: flag.key, ...given })}
      onClose={onClose}
    >
      Programs that still ask for it get their own default. {flag.broken.length > 0 ? BROKEN : WHOLE}
    </ConfirmDialog>
  );
}

const WHOLE =
  'The flag can be brought back from its history, its overrides cannot. To keep it out of sight only, archive it.';
const BROKEN = 'Its overrides are deleted with it.';
