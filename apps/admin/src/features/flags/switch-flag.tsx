import type { Environment, Flag, FlagKey, FlagState, Override, SetEnabledInput } from '@burgee/contracts';
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
import { useSurroundings } from '../../app/surroundings.ts';
import { trpc } from '../../app/trpc.ts';
import { useUndo } from '../../app/use-undo.ts';
import { notifyFailure } from '../../ui/notify.tsx';
import { effectWords } from './effect-words.ts';
import { isReachingNobody } from './switch-choices.ts';

const SwitchDialog = lazy(async () => ({ default: (await import('./switch-dialog.tsx')).SwitchDialog }));

export type SwitchCall = {
  readonly flagKey: FlagKey;
  readonly state: FlagState;
  readonly environment: Environment;
  readonly enabled: boolean;
  /** Nothing more is asked: it is on its way to the server. */
  readonly onSent: () => void;
};

/** Is done when the server has answered, whatever it said: what is true then is in the flag. */
export type SwitchFlag = (call: SwitchCall) => Promise<void>;

/** Saved together with the switch. `revision` protects the rollout that the percentage replaces. */
export type SwitchAnswer = Pick<SetEnabledInput, 'rolloutPercentage' | 'revision' | 'reason'>;

/** The question before the switch, and what becomes of the answer; `undefined` is no. */
type Asked = SwitchCall & { readonly answer: (answer: SwitchAnswer | undefined) => void };

const SwitchContext = createContext<SwitchFlag | undefined>(undefined);

/** One for all switches of a screen: a table has dozens, and a mutation and a dialog for each would slow every row down. */
export function SwitchFlagProvider({ children }: { readonly children: ReactNode }) {
  const [asked, setAsked] = useState<Asked>();
  const send = useSend();
  const latest = useRef(send);
  useEffect(() => {
    latest.current = send;
  });
  // The same function each time, so that a screen that renders again leaves its switches alone.
  const switchFlag = useCallback<SwitchFlag>(async (call) => {
    const { environment, enabled, state } = call;
    const isAsked = environment.isProduction || (enabled && isReachingNobody(state));
    const ask = () => new Promise<SwitchAnswer | undefined>((answer) => setAsked({ ...call, answer }));
    const answer = isAsked ? await ask() : {};
    setAsked(undefined);
    if (answer) await latest.current(call, answer);
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
  const utils = trpc.useUtils();
  const { now } = useSurroundings();
  const { mutateAsync } = trpc.flags.setEnabled.useMutation();
  /** The value that an override gives everyone, where one is active. Without the answer, the flag's own words are left. */
  async function valueFor(type: 'emergency' | 'global', { environment, key: flagKey }: Flag) {
    const page = await utils.overrides.list.fetch({ environment, flagKey, type }).catch(() => undefined);
    const active = page?.items.find((one) => one.type === type && isActive(one, now()));
    return active?.value;
  }
  return async ({ flagKey: key, environment, enabled, onSent }: SwitchCall, answer: SwitchAnswer): Promise<void> => {
    onSent();
    try {
      const flag = await mutateAsync({ environment: environment.key, key, enabled, ...answer });
      keep(flag);
      const [emergency, global] = await Promise.all([valueFor('emergency', flag), valueFor('global', flag)]);
      void offerUndo(effectWords({ flag, environment, emergency, global, now: now() }), flag);
    } catch (error) {
      notifyFailure(error);
    }
  };
}

function isActive(override: Override, now: number): boolean {
  return override.type === 'emergency' || override.expiresAt === null || Date.parse(override.expiresAt) > now;
}

export function useSwitchFlag(): SwitchFlag {
  const switchFlag = useContext(SwitchContext);
  if (!switchFlag) throw new Error('There is no <SwitchFlagProvider> around this.');
  return switchFlag;
}
