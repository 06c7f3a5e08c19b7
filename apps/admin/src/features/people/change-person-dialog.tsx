import type { Person } from '@burgee/contracts';
import { Alert, Stack, TextInput } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { trpc } from '../../app/trpc.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { notifyDone } from '../../ui/notify.tsx';
import { ReasonField, reasonInput } from '../../ui/reason-field.tsx';
import type { Roles } from './role-badges.tsx';
import { RolesEditor } from './roles-editor.tsx';

export type ChangePersonDialogProps = { readonly person: Person; readonly onClose: () => void };

export function ChangePersonDialog({ person, onClose }: ChangePersonDialogProps) {
  const utils = trpc.useUtils();
  const [name, setName] = useState(person.name);
  const [roles, setRoles] = useState<Roles>(person);
  const [reason, setReason] = useState('');
  const changePerson = trpc.people.change.useMutation({
    onSuccess: async () => {
      await Promise.all([utils.people.invalidate(), utils.session.me.invalidate()]);
      notifyDone(`Saved ${name.trim()}.`);
      onClose();
    },
  });
  const isReady = name.trim() !== '';
  function submitChanges(event: SubmitEvent): void {
    event.preventDefault();
    if (isReady)
      changePerson.mutate({ id: person.id, name, role: roles.role, roles: roles.roles, ...reasonInput(reason) });
  }
  return (
    <Dialog onClose={onClose} title={`Change ${person.name}`}>
      <form onSubmit={submitChanges}>
        <Stack>
          <TextInput
            label="Name"
            required
            maxLength={100}
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          {person.broken && (
            <Alert color="red">
              The stored roles per environment cannot be read. Saving replaces them with the roles below.
            </Alert>
          )}
          <RolesEditor role={roles.role} roles={roles.roles} onChange={setRoles} />
          <ReasonField value={reason} onChange={setReason} />
          {changePerson.error && <ErrorState error={changePerson.error} />}
          <DialogFooter verb="Save changes" isReady={isReady} isPending={changePerson.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </Dialog>
  );
}
