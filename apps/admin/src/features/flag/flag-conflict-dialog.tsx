import type { Flag } from '@burgee/contracts';
import { ActorName } from '../../app/actor-name.tsx';
import { trpc } from '../../app/trpc.ts';
import { ConflictDialog } from '../../ui/conflict-dialog.tsx';
import { TimeAgo } from '../../ui/relative-time.tsx';
import { targetingOf } from './draft-reducer.ts';
import { FIELD_NAMES } from './field-names.ts';
import { useTargetingDraft } from './targeting-draft.tsx';

export type FlagConflictDialogProps = {
  readonly theirs: Flag;
  /** Called after the draft has moved to `theirs`. */
  readonly onSettled: () => void;
  readonly onClose: () => void;
};

export function FlagConflictDialog({ theirs, onSettled, onClose }: FlagConflictDialogProps) {
  const { base, fields, dispatch } = useTargetingDraft();
  return (
    <ConflictDialog
      sides={{ base: targetingOf(base), yours: fields, theirs: targetingOf(theirs) }}
      names={FIELD_NAMES}
      who={<LastChange flag={theirs} />}
      onMerge={(sides) => {
        dispatch({ kind: 'rebase', flag: theirs, sides });
        onSettled();
      }}
      onReload={() => {
        dispatch({ kind: 'rebase', flag: theirs });
        onClose();
      }}
      onClose={onClose}
    />
  );
}

/** "ann changed it 2 minutes ago." */
export function LastChange({ flag: { environment, key, updatedAt, revision } }: { readonly flag: Flag }) {
  const { data } = trpc.audit.list.useQuery({ environment, flagKey: key, type: 'flag', limit: 1 });
  return (
    <span data-revision={revision}>
      <ActorName actor={data?.items[0]?.actor ?? 'Someone'} /> changed it <TimeAgo at={updatedAt} />.
    </span>
  );
}
