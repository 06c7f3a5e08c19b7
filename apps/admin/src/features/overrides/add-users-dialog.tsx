import type { Flag, UserOverride, UsersSet } from '@burgee/contracts';
import { trpc } from '../../app/trpc.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { AddUsersForm, type AddUsers } from './add-users-form.tsx';
import { useUndoList } from './use-undo-list.ts';

export type AddUsersDialogProps = {
  readonly flag: Flag;
  /** The one that is changed, where it is one. */
  readonly current?: UserOverride | undefined;
  /** Whose id stands there already. */
  readonly userId?: string;
  readonly onClose: () => void;
};

/** Sets overrides of users by one call: one by its id, or a pasted list. */
export function AddUsersDialog({ flag, current, userId, onClose }: AddUsersDialogProps) {
  const set = trpc.overrides.setUsers.useMutation();
  const offerUndo = useUndoList(flag);
  const utils = trpc.useUtils();

  async function setUsers({ users, wish, why }: AddUsers): Promise<void> {
    const { overrideType, expiresAt, meaning } = wish;
    const listed = users.map(({ userId, reason, expiresAt }) => ({
      userId,
      ...(reason !== undefined && { reason }),
      ...(expiresAt !== undefined && { expiresAt }),
    }));
    const place = { environment: flag.environment, flagKey: flag.key };
    const result = await set.mutateAsync({ ...place, users: listed, overrideType, expiresAt, ...meaning, ...why });
    await utils.overrides.invalidate();
    onClose();
    const [first] = users;
    offerUndo(users.length === 1 && first ? `${first.userId} is set.` : setWords(result), result.version);
  }
  return (
    <Dialog
      onClose={onClose}
      closeOnClickOutside={!set.isPending}
      closeOnEscape={!set.isPending}
      withCloseButton={!set.isPending}
      size="lg"
      title={titleOf({ flag, current, userId })}
    >
      <AddUsersForm
        flag={flag}
        current={current}
        userId={userId}
        isPending={set.isPending}
        error={set.error}
        // The form shows what is refused.
        onSubmit={(wanted) => void setUsers(wanted).catch(() => undefined)}
        onClose={onClose}
      />
    </Dialog>
  );
}

/** "120 users are set: 100 new, 18 replaced, 2 as they were." */
function setWords({ created, updated, unchanged }: UsersSet): string {
  const counts = [
    [created, 'new'],
    [updated, 'replaced'],
    [unchanged, 'as they were'],
  ] as const;
  const parts = counts.flatMap(([count, words]) => (count > 0 ? [`${count.toLocaleString('en')} ${words}`] : []));
  return `${(created + updated + unchanged).toLocaleString('en')} users are set: ${parts.join(', ')}.`;
}

function titleOf({ flag, current, userId }: Omit<AddUsersDialogProps, 'onClose'>): string {
  if (current) return `Change the override of ${current.target}`;
  return userId === undefined ? 'Add users' : `${flag.key} for ${userId}`;
}
