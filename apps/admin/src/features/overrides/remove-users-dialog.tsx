import type { Flag, UserOverride } from '@burgee/contracts';
import { Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useEnvironmentNamed } from '../../app/environment.tsx';
import { trpc } from '../../app/trpc.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { ErrorState } from '../../ui/error-state.tsx';
import { formatCount, formatShortList } from '../../ui/format/words.ts';
import { isReasonWanted, ReasonField, reasonInput } from '../../ui/reason-field.tsx';
import { ListProgress, LONG_LIST } from './list-progress.tsx';
import { useUndoList } from './use-undo-list.ts';

export type RemoveUsersDialogProps = {
  readonly flag: Flag;
  readonly users: readonly UserOverride[];
  readonly onClose: () => void;
};

/** Removes the overrides of the selected users by one call. */
export function RemoveUsersDialog({ flag, users, onClose }: RemoveUsersDialogProps) {
  const [reason, setReason] = useState('');
  // Keeps the initial selection: removed users disappear from the list.
  const [chosen] = useState(users);
  const remove = trpc.overrides.removeUsers.useMutation();
  const offerUndo = useUndoList(flag);
  const utils = trpc.useUtils();
  const environment = useEnvironmentNamed(flag.environment);
  const removeVerb = `Remove ${formatCount(chosen.length, 'user')}`;
  const isReady = !isReasonWanted(environment) || reason.trim() !== '';
  async function removeChosen(): Promise<void> {
    const { removed, version } = await remove.mutateAsync({
      environment: flag.environment,
      flagKey: flag.key,
      users: chosen.map(({ target }) => target),
      ...reasonInput(reason),
    });
    await utils.overrides.invalidate();
    onClose();
    offerUndo(`Removed ${formatCount(removed, 'user')}.`, version);
  }
  return (
    <Dialog
      onClose={onClose}
      closeOnClickOutside={!remove.isPending}
      closeOnEscape={!remove.isPending}
      withCloseButton={!remove.isPending}
      title={removeVerb}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          // The dialog shows the error.
          if (isReady && !remove.isPending) void removeChosen().catch(() => undefined);
        }}
      >
        <Stack>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            The rules and the rollout decide again for {shortUserNames(chosen)}.
          </Text>
          <ReasonField environment={environment} value={reason} onChange={setReason} />
          {remove.isPending && chosen.length >= LONG_LIST && <ListProgress verb="Removing" count={chosen.length} />}
          {remove.error && <ErrorState error={remove.error} />}
          <DialogFooter
            verb={removeVerb}
            isReady={isReady}
            isPending={remove.isPending}
            onCancel={onClose}
            environment={environment}
          />
        </Stack>
      </form>
    </Dialog>
  );
}

const MAX_NAMED = 5;

function shortUserNames(users: readonly UserOverride[]): string {
  const names = users.slice(0, MAX_NAMED).map(({ target }) => target);
  return formatShortList(names, users.length);
}
