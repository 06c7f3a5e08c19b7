import type { Environment, Flag, JsonValue } from '@burgee/contracts';
import { flagState } from '@burgee/contracts';
import { audienceOf, prerequisiteWords } from './audience.ts';

export type SwitchedFlag = {
  readonly flag: Flag;
  readonly environment: Pick<Environment, 'name'>;
  /** The values of the active overrides for everyone. */
  readonly emergency?: JsonValue | undefined;
  readonly global?: JsonValue | undefined;
  /** In milliseconds since 1970. */
  readonly now: number;
};

/** The effect of a switch, not its position: "checkout is on in Development: everyone." */
export function effectWords({ flag, environment, emergency, global, now }: SwitchedFlag): string {
  const { key, enabled } = flag;
  const begin = `${key} is ${enabled ? 'on' : 'off'} in ${environment.name}`;
  if (emergency !== undefined)
    return `${begin}, but an emergency override serves ${JSON.stringify(emergency)} to everyone.`;
  if (!enabled) return `${begin}, for everyone.`;
  const state = flagState(flag, now);
  if (state.reach === 'expired') return `${begin}, but reaches no one: it has expired.`;
  if (global !== undefined) {
    return `${begin}: its global override serves ${JSON.stringify(global)}${prerequisiteWords(state)}.`;
  }
  if (state.reach === 'off') return `${begin}, but serves everyone its off variant.`;
  const text = audienceOf(state, now);
  return `${begin}: ${text.charAt(0).toLowerCase()}${text.slice(1)}.`;
}
