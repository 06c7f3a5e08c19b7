import type { Person } from '@burgee/contracts';
import { trpc } from '../../app/trpc.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { OneTimeLink } from './one-time-link.tsx';

export type PasswordLinkDialogProps = { readonly person: Person; readonly onClose: () => void };

/** For somebody who forgot their password. */
export function PasswordLinkDialog({ person: { id, name, email }, onClose }: PasswordLinkDialogProps) {
  const create = trpc.people.createPasswordLink.useMutation();
  if (create.data) {
    return (
      // A link that is shown once must not go by a click beside the dialog.
      <Dialog onClose={onClose} closeOnClickOutside={false} title="The link is ready">
        <OneTimeLink path="/new-password" {...create.data} email={email} onClose={onClose}>
          Whoever has the link can sign in as {name}. It is not shown again.
        </OneTimeLink>
      </Dialog>
    );
  }
  return (
    <ConfirmDialog
      title={`A new password for ${name}?`}
      confirm="Make the link"
      isPending={create.isPending}
      error={create.error}
      onConfirm={(given) => create.mutate({ id, ...given })}
      onClose={onClose}
    >
      You get a link to pass on, by which {name} chooses a new password. The old one works until then; all sessions end
      with it.
    </ConfirmDialog>
  );
}
