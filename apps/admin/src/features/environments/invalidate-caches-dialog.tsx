import type { Environment } from '@burgee/contracts';
import { trpc } from '../../app/trpc.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { notifyDone } from '../../ui/notify.tsx';

export type InvalidateCachesDialogProps = { readonly environment: Environment; readonly onClose: () => void };

export function InvalidateCachesDialog({ environment, onClose }: InvalidateCachesDialogProps) {
  const invalidate = trpc.environments.invalidateCache.useMutation({
    onSuccess: () => {
      notifyDone(`Every server reloads the flags of ${environment.name}.`);
      onClose();
    },
  });
  return (
    <ConfirmDialog
      title={`Invalidate the caches of ${environment.name}?`}
      confirm="Invalidate caches"
      environment={environment}
      isPending={invalidate.isPending}
      error={invalidate.error}
      onConfirm={(given) => invalidate.mutate({ key: environment.key, ...given })}
      onClose={onClose}
    >
      Every server reloads the flags of this environment from the database. Evaluations stay correct in the meantime.
      This is only needed after someone changed the database by hand.
    </ConfirmDialog>
  );
}
