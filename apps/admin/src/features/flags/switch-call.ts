import type { Environment, FlagKey, FlagState, SetEnabledInput } from '@burgee/contracts';

export type SwitchCall = {
  readonly flagKey: FlagKey;
  readonly state: FlagState;
  readonly environment: Environment;
  readonly enabled: boolean;
  /** Called when all questions are answered and the request is sent. */
  readonly onSent: () => void;
};

/** Saved together with the switch. `revision` protects the rollout that the percentage replaces. */
export type SwitchAnswer = Pick<SetEnabledInput, 'rolloutPercentage' | 'revision' | 'reason'>;
