import type { FlagState } from '@burgee/contracts';
import { CANARY } from './canary.ts';
import { percentWords } from './schedule-percentage.ts';

/** The chosen audience of a flag that would reach no one; without a percentage its rollout stays as it is. */
export type SwitchChoice = { readonly label: string; readonly percentage: number | undefined };

export const SWITCH_CHOICES: readonly SwitchChoice[] = [
  ...CANARY.map((percentage) => ({ label: percentage === 100 ? 'Everyone' : percentWords(percentage), percentage })),
  { label: 'No one yet', percentage: undefined },
];

/** Whether switching the flag on must first ask who should get it. */
export function isReachingNobody({ enabled, archived, reach }: FlagState): boolean {
  return !enabled && !archived && reach === 'nobody';
}
