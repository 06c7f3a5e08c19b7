import type { Environment, Flag } from '@burgee/contracts';
import { useKeepFlag } from '../../app/keep-flag.ts';
import { trpc } from '../../app/trpc.ts';
import { useUndo } from '../../app/use-undo.ts';
import { notifyFailure } from '../../ui/notify.tsx';

export type SetEnabled = {
  /** What the switch shows: the wish at once, and what is true again where the server refuses. */
  readonly enabled: boolean;
  readonly isPending: boolean;
  readonly set: (enabled: boolean, why?: { reason?: string }) => void;
};

export function useSetEnabled(flag: Flag, { name }: Pick<Environment, 'name'>): SetEnabled {
  const keep = useKeepFlag();
  const offerUndo = useUndo();
  const { mutate, isPending, variables } = trpc.flags.setEnabled.useMutation({
    onSuccess: (after) => {
      keep(after);
      void offerUndo(`${after.key} is ${after.enabled ? 'on' : 'off'} in ${name}.`, after);
    },
    onError: notifyFailure,
  });
  const { environment, key } = flag;
  return {
    enabled: isPending ? variables.enabled : flag.enabled,
    isPending,
    set: (enabled, why = {}) => mutate({ environment, key, enabled, ...why }),
  };
}
