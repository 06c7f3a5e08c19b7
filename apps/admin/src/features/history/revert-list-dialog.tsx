import type { AuditEntry, Flag } from '@burgee/contracts';
import { useActorName } from '../../app/actor-name.tsx';
import { trpc } from '../../app/trpc.ts';
import { formatTime } from '../../ui/format/dates.ts';
import { formatNumber } from '../../ui/format/numbers.ts';
import { notifyDone } from '../../ui/notify.tsx';
import type { ListEntry } from '../overrides/listed-users.ts';
import { ListedUsersSides } from '../overrides/listed-users-sides.tsx';
import { OverrideForm } from '../overrides/override-form.tsx';

export type RevertListDialogProps = {
  readonly entry: AuditEntry;
  readonly list: ListEntry;
  readonly flag: Flag;
  readonly onClose: () => void;
};

/** Reverts one change to the overrides of many users. */
export function RevertListDialog({ entry, list, flag, onClose }: RevertListDialogProps) {
  const revert = trpc.overrides.revertUsers.useMutation();
  const utils = trpc.useUtils();
  const actorName = useActorName(entry.actor);
  return (
    <OverrideForm
      title="Revert the overrides of these users"
      verb="Revert overrides"
      says={`Their overrides return to their state before ${actorName} changed them on ${formatTime(entry.at)}, regardless of later changes.`}
      environment={flag.environment}
      isReady
      onClose={onClose}
      onSubmit={async (why) => {
        const { environment, key: flagKey } = flag;
        const result = await revert.mutateAsync({ environment, flagKey, version: entry.version, ...why });
        await utils.overrides.invalidate();
        notifyDone(revertedWords(result));
      }}
    >
      <ListedUsersSides list={list} />
    </OverrideForm>
  );
}

type Counts = { readonly created: number; readonly updated: number; readonly removed: number; readonly ended: number };

function revertedWords({ created, updated, removed, ended }: Counts): string {
  const counts = [
    [created + updated, 'set as before'],
    [removed, 'removed'],
    [ended, 'skipped because they would already have expired'],
  ] as const;
  const parts = counts.flatMap(([count, words]) => (count > 0 ? [`${formatNumber(count)} ${words}`] : []));
  return parts.length > 0
    ? `Reverted: ${parts.join(', ')}.`
    : 'Nothing to revert: the overrides already have that state.';
}
