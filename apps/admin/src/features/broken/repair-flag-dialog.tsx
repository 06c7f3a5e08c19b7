import type { Flag } from '@burgee/contracts';
import { useKeepFlag } from '../../app/keep-flag.ts';
import { trpc } from '../../app/trpc.ts';
import { notifyDone } from '../../ui/notify.tsx';
import { brokenValues } from './broken-values.ts';
import { RepairDialog } from './repair-dialog.tsx';

export type RepairFlagDialogProps = { readonly flag: Flag; readonly onClose: () => void };

export function RepairFlagDialog({ flag, onClose }: RepairFlagDialogProps) {
  const { environment, key, revision } = flag;
  const newest = trpc.audit.list.useQuery({ environment, flagKey: key, type: 'flag', limit: 1 });
  const revert = trpc.flags.revert.useMutation();
  const update = trpc.flags.update.useMutation();
  const keep = useKeepFlag();
  const utils = trpc.useUtils();
  async function finishRepair(repaired: Flag | null): Promise<void> {
    if (repaired) keep(repaired);
    else await utils.flags.invalidate();
    notifyDone(`${key} is repaired.`);
  }
  return (
    <RepairDialog
      name={key}
      environment={environment}
      broken={flag.broken}
      shown={flag}
      // If the audit trail cannot be read, the shown values can still be saved.
      entry={newest.isPending ? undefined : (newest.data?.items[0] ?? null)}
      onPutBack={async ({ number }, why) =>
        finishRepair(await revert.mutateAsync({ environment, key, number, revision, ...why }))
      }
      onSaveShown={async (why) =>
        finishRepair(await update.mutateAsync({ environment, key, revision, ...brokenValues(flag), ...why }))
      }
      onClose={onClose}
    />
  );
}
