import type { Explanation, OverrideStep } from '@burgee/contracts';
import { isOverride } from '../verdict/step-words.ts';

/** The ids that a verdict is asked for. An empty text stands for an id that nobody entered. */
export type Ids = { readonly userId: string; readonly sessionId: string; readonly testRunId: string };
export const NO_IDS: Ids = { userId: '', sessionId: '', testRunId: '' };

export function givenIds(ids: Ids): Partial<Ids> {
  return Object.fromEntries(Object.entries(ids).filter(([, id]) => id !== ''));
}

export function whomOf({ userId, sessionId, testRunId }: Ids): string {
  const session = sessionId && `the session ${sessionId}`;
  return userId || session || (testRunId && `the test run ${testRunId}`) || 'everyone else';
}

const NAMES: Readonly<Record<OverrideStep['layer'], string>> = {
  emergency: 'emergency',
  session: 'session',
  testing: 'testing',
  'user exclude': 'user',
  'user include': 'user',
  global: 'global',
};

const list = new Intl.ListFormat('en-US');

/** Which overrides of the context have no effect at the moment, in one sentence; `undefined` if there are none. */
export function noteOf({ trace }: Explanation): string | undefined {
  const overrides = trace.filter(isOverride);
  const shadowed = overrides.filter(({ outcome }) => outcome === 'shadowed').map(({ layer }) => NAMES[layer]);
  const isForbidden = overrides.some(({ state, overrideId }) => state === 'forbidden' && overrideId !== undefined);
  const notes = [
    ...(shadowed.length === 0
      ? []
      : [
          `The ${list.format(shadowed)} override${shadowed.length === 1 ? ' has' : 's have'} no effect: a layer above decides.`,
        ]),
    ...(isForbidden ? ['This environment does not permit session overrides, so theirs has no effect.'] : []),
  ];
  return notes.length === 0 ? undefined : notes.join(' ');
}
