import type { Person } from '@burgee/contracts';
import { trpc } from '../../app/trpc.ts';
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { OneTimeLink } from './one-time-link.tsx';

export type PasswordLinkDialogProps = { readonly person: Person; readonly onClose: () => void };

/** Creates a link for a person who forgot their password. */
export function PasswordLinkDialog({ person: { id, name, email }, onClose }: PasswordLinkDialogProps) {
  const create = trpc.people.createPasswordLink.useMutation();
  if (create.data) {
    return (
      // A link that is shown only once must not disappear by a click outside the dialog.
      <Dialog onClose={onClose} closeOnClickOutside={false} title="Password link created">
        <OneTimeLink path="/new-password" {...create.data} email={email} onClose={onClose}>
          Anyone with the link can sign in as {name}. It is not shown again.
        </OneTimeLink>
      </Dialog>
    );
  }
  return (
    <ConfirmDialog
      title={`Create a password link for ${name}?`}
      confirm="Create link"
      isPending={create.isPending}
      error={create.error}
      onConfirm={(given) => create.mutate({ id, ...given })}
      onClose={onClose}
    >
      You get a link to pass on, with which {name} chooses a new password. Until then, the current password works. Then
      all existing sessions end.
    </ConfirmDialog>
  );
}
