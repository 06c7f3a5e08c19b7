import type { Evaluation, FlagConfig } from '@burgee/contracts';
import { OVERRIDE_NAME, payloadOf } from './served.ts';
import type { UnleashVariant } from './wire.ts';

/** A flag that is on for one context, as Unleash's frontend SDKs receive it. They treat all other flags as off. */
export type UnleashToggle = {
  readonly name: string;
  readonly enabled: true;
  readonly variant: ToggleVariant;
  readonly impressionData: false;
};

type ToggleVariant = {
  readonly name: string;
  readonly enabled: boolean;
  readonly feature_enabled: true;
  readonly payload?: UnleashVariant['payload'];
};

/** A flag that is on without a variant has this one in Unleash. */
const PLAIN: ToggleVariant = { name: 'disabled', enabled: false, feature_enabled: true };

/** `undefined` if the flag is off. */
export function toUnleashToggle(
  { key: name, type }: Pick<FlagConfig, 'key' | 'type'>,
  { enabled, variant, value }: Pick<Evaluation, 'enabled' | 'variant' | 'value'>,
): UnleashToggle | undefined {
  if (!enabled) return undefined;
  if (type === 'boolean' || value === undefined) return { name, enabled, variant: PLAIN, impressionData: false };
  const payload = payloadOf(type, value);
  const served: ToggleVariant = { name: variant ?? OVERRIDE_NAME, enabled, feature_enabled: true, payload };
  return { name, enabled, variant: served, impressionData: false };
}
