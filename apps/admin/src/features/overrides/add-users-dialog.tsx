import { Button, Group, Stack } from '@mantine/core';
import type { Flag, UserOverride } from '@burgee/contracts';
import { useMutation } from '@tanstack/react-query';
import { useRef } from 'react';
import { trpc } from '../../app/trpc.ts';
import { Dialog } from '../../ui/dialog.tsx';
import { AddUsersForm, type AddUsers } from './add-users-form.tsx';
import { JobsProgress, lockedWhile } from './jobs-progress.tsx';
import { useJobs, type JobsState } from './use-jobs.ts';
import { useFetchExisting, type ByUser } from './use-user-overrides.ts';
import { useUndoJobs } from './use-undo-jobs.ts';
import { useUserJobs } from './user-jobs.ts';

export type AddUsersDialogProps = {
  readonly flag: Flag;
  /** The one that is changed, where it is one. */
  readonly current?: UserOverride | undefined;
  /** Whose id stands there already. */
  readonly userId?: string;
  readonly onClose: () => void;
};

/** Sets overrides of single users: one by its id, or a pasted list. */
export function AddUsersDialog({ flag, current, userId, onClose }: AddUsersDialogProps) {
  const look = useMutation({ mutationFn: useFetchExisting(flag) });
  const before = useRef<ByUser>(new Map());
  const after = useRef<UserOverride[]>([]);
  const jobs = useJobs();
  const work = useUserJobs(flag);
  const offerUndo = useUndoJobs();
  const utils = trpc.useUtils();

  async function finish(running: Promise<JobsState>): Promise<void> {
    const { status, failures } = await running;
    await utils.overrides.invalidate();
    if (status !== 'finished' || failures.length > 0) return;
    onClose();
    const { length } = after.current;
    const message = length === 1 ? `${after.current[0]?.target} is set.` : `${length} users are set.`;
    offerUndo(message, () =>
      after.current.flatMap((user) => {
        const held = before.current.get(user.target);
        return held ? work.putsBack([held]) : work.removes([user], {}, () => {});
      }),
    );
  }
  function start({ users, wish, why }: AddUsers): void {
    // What is replaced comes back by undoing it.
    const onSuccess = (existing: ByUser) => {
      before.current = existing;
      void finish(jobs.start(work.sets(users, wish, why, (user) => after.current.push(user))));
    };
    look.mutate(
      users.map(({ userId }) => userId),
      { onSuccess },
    );
  }
  return (
    <Dialog onClose={onClose} {...lockedWhile(jobs.state)} size="lg" title={titleOf({ flag, current, userId })}>
      {jobs.state.status === 'idle' ? (
        <AddUsersForm
          flag={flag}
          current={current}
          userId={userId}
          isPending={look.isPending}
          error={look.error}
          onSubmit={start}
          onClose={onClose}
        />
      ) : (
        <Stack>
          <JobsProgress state={jobs.state} what="users" onGoOn={() => void finish(jobs.goOn())} onStop={jobs.stop} />
          <Group justify="flex-end">
            <Button variant="default" onClick={onClose} disabled={jobs.state.status === 'running'}>
              Close
            </Button>
          </Group>
        </Stack>
      )}
    </Dialog>
  );
}

function titleOf({ flag, current, userId }: Omit<AddUsersDialogProps, 'onClose'>): string {
  if (current) return `Change the override of ${current.target}`;
  return userId === undefined ? 'Add users' : `${flag.key} for ${userId}`;
}
