import type { Explanation, OverrideStep } from '@burgee/contracts';
import { formatList, pluralize } from '../../ui/format/words.ts';
import { isOverride } from '../verdict/step-words.ts';

/** The ids to evaluate the flag for. An empty string is an id that was not entered. */
export type Ids = { readonly userId: string; readonly sessionId: string; readonly testRunId: string };
export const NO_IDS: Ids = { userId: '', sessionId: '', testRunId: '' };

export function enteredIds(ids: Ids): Partial<Ids> {
  return Object.fromEntries(Object.entries(ids).filter(([, id]) => id !== ''));
}

export function describeIds({ userId, sessionId, testRunId }: Ids): string {
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

/** Names the overrides of the context that currently have no effect; `undefined` if there are none. */
export function noEffectNote({ trace }: Explanation): string | undefined {
  const overrides = trace.filter(isOverride);
  const shadowed = overrides.filter(({ outcome }) => outcome === 'shadowed').map(({ layer }) => NAMES[layer]);
  const isForbidden = overrides.some(({ state, overrideId }) => state === 'forbidden' && overrideId !== undefined);
  const notes = [
    ...(shadowed.length === 0
      ? []
      : [
          `The ${formatList(shadowed)} ${pluralize(shadowed.length, 'override has', 'overrides have')} no effect: a higher layer decides.`,
        ]),
    ...(isForbidden
      ? ['This environment does not permit session overrides, so the one of this session has no effect.']
      : []),
  ];
  return notes.length === 0 ? undefined : notes.join(' ');
}
