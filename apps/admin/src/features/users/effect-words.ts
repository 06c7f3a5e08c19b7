import type { Flag, Override } from '@burgee/contracts';
import { survivesKillSwitch, whyFlagIsOff } from '../overrides/layers.ts';

type Circumstances = {
  readonly override: Override;
  /** `undefined` while it is on its way. */
  readonly flag: Pick<Flag, 'enabled' | 'archived' | 'expiresAt'> | undefined;
  readonly permitsSessionOverrides: boolean;
  readonly now: number;
};

/** Why an override has no effect at the moment; `undefined` where nothing of its own flag or environment stops it. */
export function whyIdle({ override, flag, permitsSessionOverrides, now }: Circumstances): string | undefined {
  if (override.type === 'session' && !permitsSessionOverrides) return 'This environment permits no session overrides';
  if ('expiresAt' in override && override.expiresAt !== null && Date.parse(override.expiresAt) <= now)
    return 'It ended';
  if (!flag || survivesKillSwitch(override.type)) return undefined;
  return whyFlagIsOff(flag, now);
}
