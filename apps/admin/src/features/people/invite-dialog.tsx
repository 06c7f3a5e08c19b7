import { Email, type NewInvitation } from '@burgee/contracts';
import { Stack, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { OneTimeLink } from './one-time-link.tsx';
import type { Roles } from './role-badges.tsx';
import { RolesEditor } from './roles-editor.tsx';

export function InviteDialog({ onClose }: { readonly onClose: () => void }) {
  const [made, setMade] = useState<NewInvitation>();
  return (
    // A link that is shown only once must not disappear by a click outside the dialog.
    <Dialog onClose={onClose} closeOnClickOutside={!made} title={made ? 'Invitation created' : 'Invite a person'}>
      {made ? (
        <OneTimeLink path="/join" token={made.token} {...made.invitation} onClose={onClose}>
          Anyone with the link can join. It is not shown again.
        </OneTimeLink>
      ) : (
        <InviteForm onMade={setMade} onClose={onClose} />
      )}
    </Dialog>
  );
}

type InviteFormProps = { readonly onMade: (made: NewInvitation) => void; readonly onClose: () => void };

function InviteForm({ onMade, onClose }: InviteFormProps) {
  const utils = trpc.useUtils();
  const [email, setEmail] = useState('');
  const [roles, setRoles] = useState<Roles>({ role: 'viewer', roles: {} });
  const invite = trpc.people.invite.useMutation({
    onSuccess: async (made) => {
      onMade(made);
      await utils.people.invalidate();
    },
  });
  const isReady = Email.safeParse(email).success;
  function submitInvitation(event: SubmitEvent): void {
    event.preventDefault();
    if (isReady) invite.mutate({ email, role: roles.role, roles: roles.roles });
  }
  return (
    <form onSubmit={submitInvitation}>
      <Stack>
        <TextInput
          label="E-mail"
          description="They sign in with this address, and the audit trail shows it."
          type="email"
          autoComplete="off"
          required
          data-autofocus
          value={email}
          onChange={(event) => setEmail(event.currentTarget.value)}
        />
        <RolesEditor role={roles.role} roles={roles.roles} onChange={setRoles} />
        {invite.error && <ErrorState error={invite.error} />}
        <DialogFooter verb="Create invitation link" isReady={isReady} isPending={invite.isPending} onCancel={onClose} />
      </Stack>
    </form>
  );
}
