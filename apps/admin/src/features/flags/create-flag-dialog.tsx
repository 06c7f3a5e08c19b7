import { Modal } from '@mantine/core';
import { CreateFlagForm } from './create-flag-form.tsx';

export type CreateFlagDialogProps = {
  /** A key to begin with. */
  readonly suggested: string;
  readonly onClose: () => void;
};

export function CreateFlagDialog({ suggested, onClose }: CreateFlagDialogProps) {
  return (
    <Modal opened onClose={onClose} title="New flag" size="lg">
      <CreateFlagForm suggested={suggested} onClose={onClose} />
    </Modal>
  );
}
