import type { Flag, Override } from '@burgee/contracts';
import {
  createContext,
  lazy,
  type ReactNode,
  Suspense,
  useCallback,
  useContext,
  useEffect,
  useRef,
  useState,
} from 'react';
import { useKeepFlag } from '../../app/keep-flag.ts';
import { trpc } from '../../app/trpc.ts';
import { useUndo } from '../../app/use-undo.ts';
import { notifyFailure } from '../../ui/notify.tsx';
import { useSurroundings } from '../../ui/surroundings.ts';
import { effectWords } from './effect-words.ts';
import type { SwitchAnswer, SwitchCall } from './switch-call.ts';
import { isReachingNobody } from './switch-choices.ts';

const SwitchDialog = lazy(async () => ({ default: (await import('./switch-dialog.tsx')).SwitchDialog }));

/** Resolves when the server has answered, even with an error. The flag then holds the actual state. */
export type SwitchFlag = (call: SwitchCall) => Promise<void>;

/** The open question; `answer` takes `undefined` if it is dismissed. */
type OpenQuestion = SwitchCall & { readonly answer: (answer: SwitchAnswer | undefined) => void };

const SwitchContext = createContext<SwitchFlag | undefined>(undefined);

/** Serves all switches of a screen. A table has dozens; a mutation and a dialog for each would slow every row down. */
export function SwitchFlagProvider({ children }: { readonly children: ReactNode }) {
  const [question, setQuestion] = useState<OpenQuestion>();
  const sendSwitch = useSendSwitch();
  const latest = useRef(sendSwitch);
  useEffect(() => {
    latest.current = sendSwitch;
  });
  // Stable identity: rendering the screen again must not render every switch.
  const switchFlag = useCallback<SwitchFlag>(async (call) => {
    const { environment, enabled, state } = call;
    const isAsked = environment.isProduction || (enabled && isReachingNobody(state));
    const ask = () => new Promise<SwitchAnswer | undefined>((answer) => setQuestion({ ...call, answer }));
    const answer = isAsked ? await ask() : {};
    setQuestion(undefined);
    if (answer) await latest.current(call, answer);
  }, []);
  return (
    <SwitchContext value={switchFlag}>
      {children}
      <Suspense fallback={null}>
        {question && (
          <SwitchDialog {...question} onConfirm={question.answer} onClose={() => question.answer(undefined)} />
        )}
      </Suspense>
    </SwitchContext>
  );
}

function useSendSwitch() {
  const keep = useKeepFlag();
  const offerUndo = useUndo();
  const utils = trpc.useUtils();
  const { now } = useSurroundings();
  const { mutateAsync } = trpc.flags.setEnabled.useMutation();
  /** The value of the active override for everyone. If the request fails, the notification describes the flag alone. */
  async function activeOverrideValue(type: 'emergency' | 'global', { environment, key: flagKey }: Flag) {
    const page = await utils.overrides.list.fetch({ environment, flagKey, type }).catch(() => undefined);
    const active = page?.items.find((one) => one.type === type && isActive(one, now()));
    return active?.value;
  }
  return async ({ flagKey: key, environment, enabled, onSent }: SwitchCall, answer: SwitchAnswer): Promise<void> => {
    onSent();
    try {
      const flag = await mutateAsync({ environment: environment.key, key, enabled, ...answer });
      keep(flag);
      const [emergency, global] = await Promise.all([
        activeOverrideValue('emergency', flag),
        activeOverrideValue('global', flag),
      ]);
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
  if (!switchFlag) throw new Error('useSwitchFlag must be used inside a <SwitchFlagProvider>.');
  return switchFlag;
}
