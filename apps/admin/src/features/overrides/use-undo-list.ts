import type { Flag } from '@burgee/contracts';
import { trpc } from '../../app/trpc.ts';
import { notifyDone, notifyFailure } from '../../ui/notify.tsx';
import { offerUndo } from '../../ui/undo-notice.tsx';

/** Confirms a change to a list of users and offers to undo it in one call. */
export function useUndoList({ environment, key: flagKey }: Flag): (message: string, version: number | null) => void {
  const revert = trpc.overrides.revertUsers.useMutation();
  const utils = trpc.useUtils();
  async function revertUsers(version: number): Promise<void> {
    try {
      const { ended } = await revert.mutateAsync({ environment, flagKey, version });
      await utils.overrides.invalidate();
      notifyDone(ended === 0 ? 'Undone.' : `Undone, except for overrides that have expired since: ${ended}.`);
    } catch (error) {
      notifyFailure(error);
    }
  }
  return (message, version) => {
    if (version === null) notifyDone(message);
    else offerUndo(message, () => void revertUsers(version));
  };
}
