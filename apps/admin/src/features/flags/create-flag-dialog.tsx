import { Dialog } from '../../ui/dialog.tsx';
import { CreateFlagForm, type CreateFlagFormProps } from './create-flag-form.tsx';

export function CreateFlagDialog({ suggested, onClose }: CreateFlagFormProps) {
  return (
    <Dialog onClose={onClose} title="Create a flag" size="lg">
      <CreateFlagForm suggested={suggested} onClose={onClose} />
    </Dialog>
  );
}
