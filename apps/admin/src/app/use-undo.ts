import type { AuditEntry, Flag } from '@burgee/contracts';
import { notifications } from '@mantine/notifications';
import { domainFailure } from '../ui/describe-error.ts';
import { notifyDone, notifyFailure } from '../ui/notify.tsx';
import { offerUndo, withdrawUndo } from '../ui/undo-notice.tsx';
import { useKeepFlag } from './keep-flag.ts';
import { trpc } from './trpc.ts';

/** @param flag as the server returned it after the change. */
export type OfferUndo = (message: string, flag: Pick<Flag, 'environment' | 'key' | 'revision'>) => Promise<void>;

/**
 * Confirms a change of a flag and offers to undo it for 10 s.
 *
 * Undoing reverts the audit entry that the change created. If someone has changed the flag since, nothing is undone and
 * a notification says so: reverting would also discard their change.
 */
export function useUndo(): OfferUndo {
  const utils = trpc.useUtils();
  const keepFlag = useKeepFlag();
  const revert = trpc.flags.revert.useMutation({
    onSuccess: (flag, { key }) => {
      if (flag) keepFlag(flag);
      notifyDone(`Undid the change to ${key}.`);
    },
    onError: (error, { key }) => {
      if (domainFailure(error)?.code === 'STALE_REVISION') notifyChangedSince(key);
      else notifyFailure(error);
    },
  });
  return async (message, { environment, key, revision }) => {
    const about = `${environment} ${key}`;
    withdrawUndo(about);
    // Without the audit entry the change cannot be undone, but it was made.
    const page = await utils.client.audit.list
      .query({ environment, flagKey: key, type: 'flag', limit: 1 })
      .catch(() => undefined);
    const entry = page?.items[0];
    if (!entry || changedRevision(entry) !== revision) return notifyDone(message);
    const input = { environment, key, revision, number: entry.number, to: 'before', reason: 'Undone' } as const;
    offerUndo(message, () => revert.mutate(input), about);
  };
}

function notifyChangedSince(key: string): void {
  notifications.show({
    color: 'yellow',
    withBorder: true,
    title: 'Nothing was undone',
    message: `Someone has changed ${key} since. Its history shows both changes.`,
  });
}

/** The revision of the flag that a change created. */
function changedRevision({ after }: AuditEntry): number | undefined {
  const isFlag = typeof after === 'object' && after !== null && !Array.isArray(after);
  return isFlag && typeof after['revision'] === 'number' ? after['revision'] : undefined;
}
