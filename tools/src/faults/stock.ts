import { rolloutOf } from '@burgee/contracts';
import { ask } from './http.ts';

/** The flags of every world, and their answers for the oracle's context. */

export const CONTEXT = { userId: 'ann', country: 'DE' } as const;

/** Flags that never change. */
export const FIXED: Readonly<Record<string, unknown>> = { 'always-on': true, 'by-country': 'green', 'for-some': true };

/** The value of a counter while it is off, distinct from an unknown flag. */
export const COUNTER_OFF = -1;
export const COUNTERS = ['counter-0', 'counter-1', 'counter-2', 'counter-3'] as const;

const isOn = { enabled: true, rollout: rolloutOf(100) };

/** The flag created last: a server that has it has all of them. */
export const LAST = COUNTERS[3];

/** The variants of a counter at `value`. */
export function counterAt(value: number) {
  return [
    { key: 'on', value },
    { key: 'off', value: COUNTER_OFF },
  ];
}

export function aCounter(key: string) {
  return { key, type: 'number', variants: counterAt(0), onVariant: 'on', offVariant: 'off', ...isOn };
}

const texts = ['control', 'blue', 'green'].map((key) => ({ key, value: key }));
const inGermany = { attribute: 'country', operator: 'in', values: ['DE'] };

const FLAGS = [
  { key: 'always-on', ...isOn },
  {
    ...{ key: 'by-country', type: 'string', variants: texts, onVariant: 'blue', offVariant: 'control', ...isOn },
    rules: [{ id: 'germany', condition: inGermany, serve: { kind: 'variant', variant: 'green' } }],
  },
  // The salt puts `ann` among the included users.
  { key: 'for-some', enabled: true, rollout: rolloutOf(50), salt: 'for-some' },
  ...COUNTERS.map(aCounter),
];

export async function createFlags(url: string, token: string): Promise<void> {
  for (const flag of FLAGS) {
    const { status, body } = await ask(`${url}/api/admin/flags`, { token, body: flag });
    if (status !== 201) throw new Error(`${flag.key} was not created: ${status} ${JSON.stringify(body)}`);
  }
}
