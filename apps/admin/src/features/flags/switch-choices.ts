import type { FlagState } from '@burgee/contracts';
import { formatPercent } from '../../ui/format/numbers.ts';
import { CANARY } from './canary.ts';

/** The chosen audience of a flag that would reach no one; without a percentage its rollout stays as it is. */
export type SwitchChoice = { readonly percentage: number | undefined };

export const SWITCH_CHOICES: readonly SwitchChoice[] = [
  ...CANARY.map((percentage) => ({ percentage })),
  { percentage: undefined },
];

/** "25%", "Everyone", "No one yet". */
export function choiceLabel({ percentage }: SwitchChoice): string {
  if (percentage === undefined) return 'No one yet';
  return percentage === 100 ? 'Everyone' : formatPercent(percentage);
}

/** Whether switching the flag on must first ask who should get it. */
export function isReachingNobody({ enabled, archived, reach }: FlagState): boolean {
  return !enabled && !archived && reach === 'nobody';
}
