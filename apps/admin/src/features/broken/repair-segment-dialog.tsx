import type { Segment } from '@burgee/contracts';
import { trpc } from '../../app/trpc.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { RepairDialog } from './repair-dialog.tsx';

export type RepairSegmentDialogProps = { readonly segment: Segment; readonly onClose: () => void };

/** The audit trail cannot be filtered by segment, so the newest entry is searched among this many of all segments. */
const MAX_ENTRIES = 500;

export function RepairSegmentDialog({ segment, onClose }: RepairSegmentDialogProps) {
  const { environment, key, revision, name, description, condition, broken = [] } = segment;
  const newest = trpc.audit.list.useQuery({ environment, type: 'segment', limit: MAX_ENTRIES });
  const revert = trpc.segments.revert.useMutation();
  const update = trpc.segments.update.useMutation();
  const utils = trpc.useUtils();
  async function finishRepair(): Promise<void> {
    await utils.segments.invalidate();
    notifyDone(`The segment ${key} is repaired.`);
  }
  return (
    <RepairDialog
      name={key}
      environment={environment}
      broken={broken}
      shown={segment}
      entry={newest.isPending ? undefined : (newest.data?.items.find((entry) => entry.key === key) ?? null)}
      onPutBack={async ({ number }, why) => {
        await revert.mutateAsync({ environment, key, number, revision, ...why });
        await finishRepair();
      }}
      onSaveShown={async (why) => {
        await update.mutateAsync({ environment, key, revision, name, description, condition, ...why });
        await finishRepair();
      }}
      onClose={onClose}
    />
  );
}
