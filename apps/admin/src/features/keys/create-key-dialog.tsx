import type { Environment, NewApiKey } from '@burgee/contracts';
import { useState } from 'react';
import { Dialog } from '../../ui/dialog.tsx';
import { CreateAdminKeyForm } from './create-admin-key-form.tsx';
import { CreateKeyForm } from './create-key-form.tsx';
import { NewSecret } from './new-secret.tsx';

export type CreateKeyDialogProps = { readonly environment: Environment | undefined; readonly onClose: () => void };

/** Creates a key for an environment, or an admin key if none is passed. */
export function CreateKeyDialog({ environment, onClose }: CreateKeyDialogProps) {
  const [made, setMade] = useState<NewApiKey>();
  const formTitle = environment ? `New key for ${environment.name}` : 'New admin key';
  return (
    // A secret that is shown only once must not disappear by a click outside the dialog.
    <Dialog onClose={onClose} closeOnClickOutside={!made} title={made ? `Created key "${made.key.name}"` : formTitle}>
      {made && <NewSecret made={made} onClose={onClose} />}
      {!made && environment && <CreateKeyForm environment={environment} onMade={setMade} onClose={onClose} />}
      {!made && !environment && <CreateAdminKeyForm onMade={setMade} onClose={onClose} />}
    </Dialog>
  );
}
