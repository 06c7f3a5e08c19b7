import { CreateFlagInput, type Environment, type Flag, UpdateFlagInput } from '@burgee/contracts';
import { Stack } from '@mantine/core';
import { type SubmitEvent, useState } from 'react';
import { useKeepFlag } from '../../app/keep-flag.ts';
import { trpc } from '../../app/trpc.ts';
import { useUndo } from '../../app/use-undo.ts';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { isReasonWanted, ReasonField, reasonInput } from '../../ui/reason-field.tsx';
import { targetingOf } from './draft-reducer.ts';

type CopyToFormProps = {
  readonly flag: Flag;
  readonly target: Environment;
  /** The flag in the target environment, if it exists there. */
  readonly there: Flag | undefined;
  readonly onDone: () => void;
  readonly onClose: () => void;
};

export function CopyToForm({ flag, target, there, onDone, onClose }: CopyToFormProps) {
  const keep = useKeepFlag();
  const offerUndo = useUndo();
  const [reason, setReason] = useState('');
  const onSuccess = (after: Flag) => {
    keep(after);
    void offerUndo(`${after.key} was copied to ${target.name}.`, after);
    onClose();
    onDone();
  };
  const create = trpc.flags.create.useMutation({ onSuccess });
  const update = trpc.flags.update.useMutation({ onSuccess });
  const isReady = !isReasonWanted(target) || reason.trim() !== '';
  function submitCopy(event: SubmitEvent): void {
    event.preventDefault();
    if (!isReady) return;
    const { key, type, description, tags, salt } = flag;
    const input = {
      environment: target.key,
      key,
      description,
      tags,
      salt,
      ...targetingOf(flag),
      ...reasonInput(reason),
    };
    if (there) update.mutate(UpdateFlagInput.parse({ ...input, revision: there.revision }));
    else create.mutate(CreateFlagInput.parse({ ...input, type }));
  }
  const { error } = there ? update : create;
  return (
    <form onSubmit={submitCopy}>
      <Stack>
        <ReasonField environment={target} value={reason} onChange={setReason} />
        {error && <ErrorState error={error} />}
        <DialogFooter
          verb={there ? 'Overwrite flag' : 'Create flag'}
          isReady={isReady}
          isPending={create.isPending || update.isPending}
          onCancel={onClose}
          environment={target}
        />
      </Stack>
    </form>
  );
}
