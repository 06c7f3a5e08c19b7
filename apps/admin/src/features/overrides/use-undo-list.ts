import type { Flag } from '@burgee/contracts';
import { trpc } from '../../app/trpc.ts';
import { notifyDone, notifyFailure } from '../../ui/notify.tsx';
import { offerUndo } from '../../ui/undo-notice.tsx';

/** Says what was done to a list of users, and takes it back by one call when that is asked for. */
export function useUndoList({ environment, key: flagKey }: Flag): (message: string, version: number | null) => void {
  const revert = trpc.overrides.revertUsers.useMutation();
  const utils = trpc.useUtils();
  async function takeBack(version: number): Promise<void> {
    try {
      const { ended } = await revert.mutateAsync({ environment, flagKey, version });
      await utils.overrides.invalidate();
      notifyDone(ended === 0 ? 'Taken back.' : `Taken back, except for ${ended} that have expired since.`);
    } catch (error) {
      notifyFailure(error);
    }
  }
  return (message, version) => {
    if (version === null) notifyDone(message);
    else offerUndo(message, () => void takeBack(version));
  };
}
