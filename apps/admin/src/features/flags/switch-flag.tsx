import type { Environment, FlagKey, FlagState } from '@burgee/contracts';
import {
  createContext,
  lazy,
  Suspense,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
  type ReactNode,
} from 'react';
import { useKeepFlag } from '../../app/keep-flag.ts';
import { trpc } from '../../app/trpc.ts';
import { useUndo } from '../../app/use-undo.ts';
import { notifyFailure } from '../../ui/notify.tsx';

const SwitchDialog = lazy(async () => ({ default: (await import('./switch-dialog.tsx')).SwitchDialog }));

type Call = {
  readonly flagKey: FlagKey;
  readonly state: FlagState;
  readonly environment: Environment;
  readonly enabled: boolean;
  /** Nothing more is asked: it is on its way to the server. */
  readonly onSent: () => void;
};

/** Is done when the server has answered, whatever it said: what is true then is in the flag. */
export type SwitchFlag = (call: Call) => Promise<void>;

/** The question whether somebody means it, and what becomes of the answer; `undefined` is no. */
type Asked = Call & { readonly answer: (why: Why | undefined) => void };
type Why = { readonly reason?: string };

const SwitchContext = createContext<SwitchFlag | undefined>(undefined);

/** One for all switches of a screen: a table has dozens, and a mutation and a dialog for each would cost each row its time. */
export function SwitchFlagProvider({ children }: { readonly children: ReactNode }) {
  const [asked, setAsked] = useState<Asked>();
  const send = useSend();
  const latest = useRef(send);
  useEffect(() => {
    latest.current = send;
  });
  // The same function each time, so that a screen that draws itself anew leaves its switches alone.
  const switchFlag = useCallback<SwitchFlag>(async (call) => {
    const ask = () => new Promise<Why | undefined>((answer) => setAsked({ ...call, answer }));
    const why = call.environment.isProduction ? await ask() : {};
    setAsked(undefined);
    if (why) await latest.current(call, why);
  }, []);
  return (
    <SwitchContext value={switchFlag}>
      {children}
      <Suspense fallback={null}>
        {asked && <SwitchDialog {...asked} onConfirm={asked.answer} onClose={() => asked.answer(undefined)} />}
      </Suspense>
    </SwitchContext>
  );
}

function useSend() {
  const keep = useKeepFlag();
  const offerUndo = useUndo();
  const { mutateAsync } = trpc.flags.setEnabled.useMutation();
  return async ({ flagKey: key, environment, enabled, onSent }: Call, why: Why): Promise<void> => {
    onSent();
    try {
      const after = await mutateAsync({ environment: environment.key, key, enabled, ...why });
      keep(after);
      void offerUndo(`${key} is ${after.enabled ? 'on' : 'off'} in ${environment.name}.`, after);
    } catch (error) {
      notifyFailure(error);
    }
  };
}

export function useSwitchFlag(): SwitchFlag {
  const switchFlag = useContext(SwitchContext);
  if (!switchFlag) throw new Error('There is no <SwitchFlagProvider> around this.');
  return switchFlag;
}
