import type { Flag, UserOverride, UsersSet } from '@burgee/contracts';
import { trpc } from '../../app/trpc.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { formatNumber } from '../../ui/format/numbers.ts';
import { formatCount } from '../../ui/format/words.ts';
import { type AddUsers, AddUsersForm } from './add-users-form.tsx';
import { useUndoList } from './use-undo-list.ts';

export type AddUsersDialogProps = {
  readonly flag: Flag;
  /** The override to change; absent when adding. */
  readonly current?: UserOverride | undefined;
  /** A user id to fill in. */
  readonly userId?: string;
  readonly onClose: () => void;
};

/** Sets overrides for one user or a pasted list of users, in one call. */
export function AddUsersDialog({ flag, current, userId, onClose }: AddUsersDialogProps) {
  const setOverrides = trpc.overrides.setUsers.useMutation();
  const offerUndo = useUndoList(flag);
  const utils = trpc.useUtils();

  async function setUsers({ users, settings, why }: AddUsers): Promise<void> {
    const { overrideType, expiresAt, valueInput } = settings;
    const listed = users.map(({ userId, reason, expiresAt }) => ({
      userId,
      ...(reason !== undefined && { reason }),
      ...(expiresAt !== undefined && { expiresAt }),
    }));
    const shared = { environment: flag.environment, flagKey: flag.key, overrideType, expiresAt, ...valueInput, ...why };
    const result = await setOverrides.mutateAsync({ ...shared, users: listed });
    await utils.overrides.invalidate();
    onClose();
    const [first] = users;
    offerUndo(
      users.length === 1 && first ? `Set the override of ${first.userId}.` : setUsersWords(result),
      result.version,
    );
  }
  return (
    <Dialog
      onClose={onClose}
      closeOnClickOutside={!setOverrides.isPending}
      closeOnEscape={!setOverrides.isPending}
      withCloseButton={!setOverrides.isPending}
      size="lg"
      title={addUsersTitle({ flag, current, userId })}
    >
      <AddUsersForm
        flag={flag}
        current={current}
        userId={userId}
        isPending={setOverrides.isPending}
        error={setOverrides.error}
        // The form shows the error.
        onSubmit={(wanted) => void setUsers(wanted).catch(() => undefined)}
        onClose={onClose}
      />
    </Dialog>
  );
}

/** "Set 120 users: 100 new, 18 replaced, 2 unchanged." */
function setUsersWords({ created, updated, unchanged }: UsersSet): string {
  const counts = [
    [created, 'new'],
    [updated, 'replaced'],
    [unchanged, 'unchanged'],
  ] as const;
  const parts = counts.flatMap(([count, words]) => (count > 0 ? [`${formatNumber(count)} ${words}`] : []));
  return `Set ${formatCount(created + updated + unchanged, 'user')}: ${parts.join(', ')}.`;
}

function addUsersTitle({ flag, current, userId }: Omit<AddUsersDialogProps, 'onClose'>): string {
  if (current) return `Change the override of ${current.target}`;
  return userId === undefined ? 'Add users' : `${flag.key} for ${userId}`;
}
