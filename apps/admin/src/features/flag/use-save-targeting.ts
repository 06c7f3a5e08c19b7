import { type Flag, UpdateFlagInput } from '@burgee/contracts';
import { useState } from 'react';
import { useKeepFlag } from '../../app/keep-flag.ts';
import { trpc } from '../../app/trpc.ts';
import { useUndo } from '../../app/use-undo.ts';
import { domainFailure } from '../../ui/describe-error.ts';
import { notifyFailure } from '../../ui/notify.tsx';
import { brokenValues } from '../broken/broken-values.ts';
import { useTargetingDraft } from './targeting-draft.tsx';

export type SaveTargeting = {
  readonly save: (why: { reason?: string }) => void;
  readonly isPending: boolean;
  readonly error: unknown;
  /** The flag that someone else saved, until the conflict is resolved. */
  readonly theirs: Flag | undefined;
  readonly settle: () => void;
};

/** Saves the changed fields, based on the revision of the draft. */
export function useSaveTargeting(onDone: () => void): SaveTargeting {
  const { base, fields, changed, dispatch, refuse } = useTargetingDraft();
  const utils = trpc.useUtils();
  const keep = useKeepFlag();
  const offerUndo = useUndo();
  const [theirs, setTheirs] = useState<Flag>();
  const { environment, key, revision } = base;
  const update = trpc.flags.update.useMutation({
    onSuccess: (after) => {
      dispatch({ kind: 'rebase', flag: after });
      keep(after);
      void offerUndo(`${after.key} is saved.`, after);
      onDone();
    },
    onError: async (error) => {
      const failure = domainFailure(error);
      if (failure?.code === 'STALE_REVISION') {
        setTheirs(await utils.flags.get.fetch({ environment, key }, { staleTime: 0 }));
      }
      if (failure?.code === 'VALIDATION_FAILED') {
        // The fields show their problems.
        refuse(new Map(failure.details.map(({ path, message }) => [path, message])));
        notifyFailure(error);
        onDone();
      }
    },
  });
  return {
    save: (why) => {
      const changes = Object.fromEntries(changed.map((name) => [name, fields[name]]));
      update.mutate(UpdateFlagInput.parse({ environment, key, revision, ...brokenValues(base), ...changes, ...why }));
    },
    isPending: update.isPending,
    error: update.error,
    theirs,
    settle: () => {
      setTheirs(undefined);
      update.reset();
    },
  };
}
