import { Dialog } from '../../ui/dialog.tsx';
import { CreateFlagForm } from './create-flag-form.tsx';

export type CreateFlagDialogProps = {
  /** The initial key; may be empty. */
  readonly suggested: string;
  readonly onClose: () => void;
};

export function CreateFlagDialog({ suggested, onClose }: CreateFlagDialogProps) {
  return (
    <Dialog onClose={onClose} title="Create a flag" size="lg">
      <CreateFlagForm suggested={suggested} onClose={onClose} />
    </Dialog>
  );
}
