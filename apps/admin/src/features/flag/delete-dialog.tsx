import type { Flag } from '@burgee/contracts';
import { useNavigate } from '@tanstack/react-router';
import { useEnvironment } from '../../app/environment.tsx';
import { trpc } from '../../app/trpc.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { useTargetingDraft } from './targeting-draft.tsx';

export function DeleteDialog({ flag, onClose }: { readonly flag: Flag; readonly onClose: () => void }) {
  const environment = useEnvironment();
  const utils = trpc.useUtils();
  const navigate = useNavigate();
  const { dispatch } = useTargetingDraft();
  const remove = trpc.flags.delete.useMutation({
    onSuccess: async () => {
      notifyDone(`${flag.key} is deleted in ${environment.name}.`);
      // Nothing is left that could be saved.
      dispatch({ kind: 'discard' });
      await navigate({ to: '/flags', ignoreBlocker: true });
      void utils.flags.invalidate();
    },
  });
  return (
    <ConfirmDialog
      title={`Delete ${flag.key} in ${environment.name}?`}
      confirm="Delete"
      isDangerous
      typed={flag.key}
      environment={environment}
      isPending={remove.isPending}
      error={remove.error}
      onConfirm={(given) => remove.mutate({ environment: flag.environment, key: flag.key, ...given })}
      onClose={onClose}
    >
      Programs that still ask for it get their own default. The flag can be brought back from its history, its overrides
      cannot. To keep it out of sight only, archive it.
    </ConfirmDialog>
  );
}
