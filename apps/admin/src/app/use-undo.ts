import type { AuditEntry, Flag } from '@burgee/contracts';
import { notifications } from '@mantine/notifications';
import { notifyDone, notifyFailure } from '../ui/notify.tsx';
import { offerUndo, withdrawUndo } from '../ui/undo-notice.tsx';
import { failureOf } from './failure-of.ts';
import { useKeepFlag } from './keep-flag.ts';
import { trpc } from './trpc.ts';

/** @param flag as the server gave it back after the change. */
export type OfferUndo = (message: string, flag: Pick<Flag, 'environment' | 'key' | 'revision'>) => Promise<void>;

/**
 * After a change of a flag: says that it was made and offers, for 10 s, the way back.
 *
 * The way back goes by the entry of the audit trail that the change has just made. Where somebody changed the flag since,
 * nothing is undone, and that is said: it would take back their change, too.
 */
export function useUndo(): OfferUndo {
  const utils = trpc.useUtils();
  const keep = useKeepFlag();
  const revert = trpc.flags.revert.useMutation({
    onSuccess: (flag, { key }) => {
      if (flag) keep(flag);
      notifyDone(`${key} is as it was before.`);
    },
    onError: (error, { key }) => {
      if (failureOf(error)?.code === 'STALE_REVISION') notifyMovedOn(key);
      else notifyFailure(error);
    },
  });
  return async (message, { environment, key, revision }) => {
    const about = `${environment} ${key}`;
    withdrawUndo(about);
    // Without the trail there is no way back, and the change was made all the same.
    const page = await utils.client.audit.list
      .query({ environment, flagKey: key, type: 'flag', limit: 1 })
      .catch(() => undefined);
    const entry = page?.items[0];
    if (!entry || revisionOf(entry) !== revision) return notifyDone(message);
    const input = { environment, key, revision, number: entry.number, to: 'before', reason: 'Undone' } as const;
    offerUndo(message, () => revert.mutate(input), about);
  };
}

function notifyMovedOn(key: string): void {
  notifications.show({
    color: 'yellow',
    withBorder: true,
    title: 'Nothing was undone',
    message: `Somebody has changed ${key} since. Its history has both changes.`,
  });
}

/** The flag's revision that a change made. */
function revisionOf({ after }: AuditEntry): number | undefined {
  const isFlag = typeof after === 'object' && after !== null && !Array.isArray(after);
  return isFlag && typeof after['revision'] === 'number' ? after['revision'] : undefined;
}
