import type { Flag } from '@burgee/contracts';
import { createContext, useContext, type ReactNode } from 'react';
import { useEnvironments } from '../../app/environment.tsx';
import { useKeepFlag } from '../../app/keep-flag.ts';
import { trpc } from '../../app/trpc.ts';
import { useUndo } from '../../app/use-undo.ts';
import { notifyFailure } from '../../ui/notify.tsx';

type Call = { readonly flag: Flag; readonly enabled: boolean; readonly why: { reason?: string } };

/** Is done when the server has answered, whatever it said: what is true then is in the flag. */
export type SwitchFlag = (call: Call) => Promise<void>;

const SwitchContext = createContext<SwitchFlag | undefined>(undefined);

/** One for all switches of a screen: a table has hundreds, and a mutation for each would cost each row its time. */
export function SwitchFlagProvider({ children }: { readonly children: ReactNode }) {
  const { all } = useEnvironments();
  const keep = useKeepFlag();
  const offerUndo = useUndo();
  const { mutateAsync } = trpc.flags.setEnabled.useMutation();
  const switchFlag: SwitchFlag = async ({ flag: { environment, key }, enabled, why }) => {
    try {
      const after = await mutateAsync({ environment, key, enabled, ...why });
      keep(after);
      const name = all.find((one) => one.key === environment)?.name ?? environment;
      void offerUndo(`${after.key} is ${after.enabled ? 'on' : 'off'} in ${name}.`, after);
    } catch (error) {
      notifyFailure(error);
    }
  };
  return <SwitchContext value={switchFlag}>{children}</SwitchContext>;
}

export function useSwitchFlag(): SwitchFlag {
  const switchFlag = useContext(SwitchContext);
  if (!switchFlag) throw new Error('There is no <SwitchFlagProvider> around this.');
  return switchFlag;
}
