import { Button, Group, Stack, Text } from '@mantine/core';
import type { Flag, UserOverride } from '@burgee/contracts';
import { useRef, useState } from 'react';
import { useEnvironmentNamed } from '../../app/environment.tsx';
import { trpc } from '../../app/trpc.ts';
import { DialogFooter } from '../../ui/dialog-footer.tsx';
import { Dialog } from '../../ui/dialog.tsx';
import { isReasonWanted, ReasonField, reasonOf } from '../../ui/reason-field.tsx';
import { JobsProgress, lockedWhile } from './jobs-progress.tsx';
import { useJobs, type JobsState } from './use-jobs.ts';
import { useUndoJobs } from './use-undo-jobs.ts';
import { useUserJobs } from './user-jobs.ts';

export type RemoveUsersDialogProps = {
  readonly flag: Flag;
  readonly users: readonly UserOverride[];
  readonly onClose: () => void;
};

export function RemoveUsersDialog({ flag, users, onClose }: RemoveUsersDialogProps) {
  const [reason, setReason] = useState('');
  // Who is shown is the selection of the beginning: what is removed leaves the list behind.
  const [chosen] = useState(users);
  const removed = useRef<UserOverride[]>([]);
  const jobs = useJobs();
  const work = useUserJobs(flag);
  const offerUndo = useUndoJobs();
  const utils = trpc.useUtils();
  const environment = useEnvironmentNamed(flag.environment);
  const isReady = !isReasonWanted(environment) || reason.trim() !== '';
  async function after(state: Promise<JobsState>): Promise<void> {
    const { status, failures } = await state;
    await utils.overrides.invalidate();
    if (status !== 'finished' || failures.length > 0) return;
    onClose();
    const gone = removed.current;
    offerUndo(gone.length === 1 ? '1 user is removed.' : `${gone.length} users are removed.`, () =>
      work.putsBack(gone),
    );
  }
  const start = () => after(jobs.start(work.removes(chosen, reasonOf(reason), (user) => removed.current.push(user))));
  return (
    <Dialog
      onClose={onClose}
      {...lockedWhile(jobs.state)}
      title={chosen.length === 1 ? 'Remove 1 user' : `Remove ${chosen.length} users`}
    >
      <form
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && jobs.state.status === 'idle') void start();
        }}
      >
        <Stack>
          <Text size="sm" style={{ overflowWrap: 'anywhere' }}>
            The rules and the rollout decide again for {namesOf(chosen)}.
          </Text>
          {jobs.state.status === 'idle' ? (
            <>
              <ReasonField environment={environment} value={reason} onChange={setReason} />
              <DialogFooter
                verb="Remove"
                isReady={isReady}
                isPending={false}
                onCancel={onClose}
                environment={environment}
              />
            </>
          ) : (
            <>
              <JobsProgress state={jobs.state} what="users" onGoOn={() => void after(jobs.goOn())} onStop={jobs.stop} />
              <Group justify="flex-end">
                <Button variant="default" onClick={onClose} disabled={jobs.state.status === 'running'}>
                  Close
                </Button>
              </Group>
            </>
          )}
        </Stack>
      </form>
    </Dialog>
  );
}

const FEW = 5;

function namesOf(users: readonly UserOverride[]): string {
  const names = users.slice(0, FEW).map(({ target }) => target);
  const others = users.length - names.length;
  return others > 0 ? `${names.join(', ')} and ${others} others` : names.join(', ');
}
