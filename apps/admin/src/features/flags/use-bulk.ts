import {
  rolloutsOf,
  type BulkChange,
  type Environment,
  type FlagKey,
  type FlagTableRow,
  type Schedule,
} from '@burgee/contracts';
import { trpc } from '../../app/trpc.ts';
import { notifyDone, notifyFailure } from '../../ui/notify.tsx';
import { offerUndo } from '../../ui/undo-notice.tsx';
import { BULK_WORDS, undoOf } from './bulk-words.ts';
import { lastPercentage, percentWords } from './schedule-percentage.ts';

export type Bulk = {
  readonly run: (flags: readonly FlagTableRow[], change: BulkChange, why: { reason?: string }) => void;
  readonly isPending: boolean;
  readonly error: unknown;
};

/** "2 flags are on, 1 of them for everyone": a percentage that came with the switch is part of the effect. */
function doneWords(changed: readonly FlagKey[], change: BulkChange): string {
  const words = `${changed.length} ${changed.length === 1 ? 'flag is' : 'flags are'} ${BULK_WORDS[change.kind].after}`;
  const given = rolloutsOf(change).filter(({ key }) => changed.includes(key));
  const [first] = given;
  return first ? `${words}, ${given.length} of them for ${shareWords(first.schedule)}` : words;
}

function shareWords(schedule: Schedule): string {
  const percentage = lastPercentage(schedule);
  return percentage === 100 ? 'everyone' : `${percentWords(percentage)} of users`;
}

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
            const words = `${doneWords(changed, change)}.`;
            const touched = flags.filter(({ key }) => changed.includes(key));
            const back = undoOf(touched, change, environment);
            if (back) offerUndo(words, () => void undo(changed, back));
            else notifyDone(words);
            onDone();
          },
        },
      ),
  };
}
