import type { BulkChange, Environment, FlagKey, FlagTableRow } from '@burgee/contracts';
import { trpc } from '../../app/trpc.ts';
import { notifyDone, notifyFailure } from '../../ui/notify.tsx';
import { offerUndo } from '../../ui/undo-notice.tsx';
import { BULK_WORDS, undoOf } from './bulk-words.ts';

export type Bulk = {
  readonly run: (flags: readonly FlagTableRow[], change: BulkChange, why: { reason?: string }) => void;
  readonly isPending: boolean;
  readonly error: unknown;
};

/** One call for many flags, and for 10 s the opposite for those that it changed. */
export function useBulk({ key: environment }: Environment, onDone: () => void): Bulk {
  const utils = trpc.useUtils();
  const { mutate, isPending, error } = trpc.flags.bulk.useMutation({ onSuccess: () => utils.flags.invalidate() });
  async function undo(keys: FlagKey[], change: BulkChange): Promise<void> {
    try {
      // The screen that it was asked on may be gone by now.
      await utils.client.flags.bulk.mutate({ environment, keys, change, reason: 'Undone' });
      notifyDone('The flags are as they were before.');
    } catch (failure) {
      notifyFailure(failure);
    }
    await utils.flags.invalidate();
  }
  return {
    isPending,
    error,
    run: (flags, change, why) =>
      mutate(
        { environment, keys: flags.map(({ key }) => key), change, ...why },
        {
          onSuccess: ({ changed }) => {
            const words = `${changed.length} ${changed.length === 1 ? 'flag is' : 'flags are'} ${BULK_WORDS[change.kind].after}.`;
            const touched = flags.filter(({ key }) => changed.includes(key));
            const back = undoOf(touched, change);
            if (back) offerUndo(words, () => void undo(changed, back));
            else notifyDone(words);
            onDone();
          },
        },
      ),
  };
}
