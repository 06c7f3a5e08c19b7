import type { Environment, NewApiKey } from '@burgee/contracts';
import { useState } from 'react';
import { Dialog } from '../../ui/dialog.tsx';
import { CreateAdminKeyForm } from './create-admin-key-form.tsx';
import { CreateKeyForm } from './create-key-form.tsx';
import { NewSecret } from './new-secret.tsx';

export type CreateKeyDialogProps = { readonly environment: Environment | undefined; readonly onClose: () => void };

/** For an environment; without one, an admin key. */
export function CreateKeyDialog({ environment, onClose }: CreateKeyDialogProps) {
  const [made, setMade] = useState<NewApiKey>();
  const kind = environment ? `New key for ${environment.name}` : 'New admin key';
  return (
    // What is shown once must not go by a click beside the dialog.
    <Dialog onClose={onClose} closeOnClickOutside={!made} title={made ? `"${made.key.name}" is ready` : kind}>
      {made && <NewSecret made={made} onClose={onClose} />}
      {!made && environment && <CreateKeyForm environment={environment} onMade={setMade} onClose={onClose} />}
      {!made && !environment && <CreateAdminKeyForm onMade={setMade} onClose={onClose} />}
    </Dialog>
  );
}
