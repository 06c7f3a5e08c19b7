import type { Segment } from '@burgee/contracts';
import { trpc } from '../../app/trpc.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { RepairDialog } from './repair-dialog.tsx';

export type RepairSegmentDialogProps = { readonly segment: Segment; readonly onClose: () => void };

/** The trail cannot be asked for one segment: its newest entry is looked for among this many of all segments. */
const MANY = 500;

export function RepairSegmentDialog({ segment, onClose }: RepairSegmentDialogProps) {
  const { environment, key, revision, name, description, condition, broken = [] } = segment;
  const newest = trpc.audit.list.useQuery({ environment, type: 'segment', limit: MANY });
  const revert = trpc.segments.revert.useMutation();
  const update = trpc.segments.update.useMutation();
  const utils = trpc.useUtils();
  async function finish(): Promise<void> {
    await utils.invalidate();
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
        await finish();
      }}
      onSaveShown={async (why) => {
        await update.mutateAsync({ environment, key, revision, name, description, condition, ...why });
        await finish();
      }}
      onClose={onClose}
    />
  );
}
