import { Dialog } from '../../ui/dialog.tsx';
import { CreateFlagForm } from './create-flag-form.tsx';

export type CreateFlagDialogProps = {
  /** A key to begin with. */
  readonly suggested: string;
  readonly onClose: () => void;
};

export function CreateFlagDialog({ suggested, onClose }: CreateFlagDialogProps) {
  return (
    <Dialog onClose={onClose} title="New flag" size="lg">
      <CreateFlagForm suggested={suggested} onClose={onClose} />
    </Dialog>
  );
}
