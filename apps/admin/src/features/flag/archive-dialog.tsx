import type { Flag } from '@burgee/contracts';
import { useEnvironment } from '../../app/environment.tsx';
import { useKeepFlag } from '../../app/keep-flag.ts';
import { trpc } from '../../app/trpc.ts';
import { useUndo } from '../../app/use-undo.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';

type ArchiveDialogProps = { readonly flag: Flag; readonly onClose: () => void };

/** Archives a flag, or restores an archived one. */
export function ArchiveDialog({ flag, onClose }: ArchiveDialogProps) {
  const environment = useEnvironment();
  const keep = useKeepFlag();
  const offerUndo = useUndo();
  const onSuccess = (after: Flag) => {
    keep(after);
    void offerUndo(`${after.key} is ${after.archived ? 'archived' : 'restored'} in ${environment.name}.`, after);
    onClose();
  };
  const archive = trpc.flags.archive.useMutation({ onSuccess });
  const restore = trpc.flags.restore.useMutation({ onSuccess });
  const call = flag.archived ? restore : archive;
  const verb = flag.archived ? 'Restore' : 'Archive';
  return (
    <ConfirmDialog
      title={`${verb} ${flag.key} in ${environment.name}?`}
      confirm={`${verb} flag`}
      environment={environment}
      isPending={call.isPending}
      error={call.error}
      onConfirm={(given) => call.mutate({ environment: flag.environment, key: flag.key, ...given })}
      onClose={onClose}
    >
      {flag.archived
        ? 'Its switch, rules and overrides will apply again as before.'
        : 'It will be off for everyone and disappear from the list. Its rules and overrides are kept; you can restore it at any time.'}
    </ConfirmDialog>
  );
}
