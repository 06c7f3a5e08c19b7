import {
  type BulkChange,
  type Environment,
  type FlagKey,
  type FlagTableRow,
  rolloutsOf,
  type Schedule,
} from '@burgee/contracts';
import { trpc } from '../../app/trpc.ts';
import { formatNumber, formatPercent } from '../../ui/format/numbers.ts';
import { pluralize } from '../../ui/format/words.ts';
import { notifyDone, notifyFailure } from '../../ui/notify.tsx';
import { offerUndo } from '../../ui/undo-notice.tsx';
import { BULK_WORDS, countFlags, oppositeChange } from './bulk-words.ts';
import { lastPercentage } from './schedule-percentage.ts';

export type BulkCall = {
  readonly run: (flags: readonly FlagTableRow[], change: BulkChange, why: { reason?: string }) => void;
  readonly isPending: boolean;
  readonly error: unknown;
};

/** "2 flags are on, 1 of them for everyone": a percentage that came with the switch is part of the effect. */
function doneWords(changed: readonly FlagKey[], change: BulkChange): string {
  const verb = pluralize(changed.length, 'is', 'are');
  const words = `${countFlags(changed.length)} ${verb} ${BULK_WORDS[change.kind].after}`;
  const given = rolloutsOf(change).filter(({ key }) => changed.includes(key));
  const [first] = given;
  return first ? `${words}, ${formatNumber(given.length)} of them for ${audienceWords(first.schedule)}` : words;
}

function audienceWords(schedule: Schedule): string {
  const percentage = lastPercentage(schedule);
  return percentage === 100 ? 'everyone' : `${formatPercent(percentage)} of users`;
}

/** Changes many flags in one call, and offers to undo it for 10 s for the flags that it changed. */
export function useBulk({ key: environment }: Environment, onDone: () => void): BulkCall {
  const utils = trpc.useUtils();
  const { mutate, isPending, error } = trpc.flags.bulk.useMutation({ onSuccess: () => utils.flags.invalidate() });
  async function undoBulkChange(keys: FlagKey[], change: BulkChange): Promise<void> {
    try {
      // Not through the mutation hook: its screen may already be unmounted.
      await utils.client.flags.bulk.mutate({ environment, keys, change, reason: 'Undone' });
      notifyDone('The change was undone.');
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
            const back = oppositeChange(touched, change, environment);
            if (back) offerUndo(words, () => void undoBulkChange(changed, back));
            else notifyDone(words);
            onDone();
          },
        },
      ),
  };
}
