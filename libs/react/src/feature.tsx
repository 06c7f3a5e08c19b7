import type { FlagName } from '@burgee/flags';
import type { ReactNode } from 'react';
import { useFeatureFlag } from './hooks.ts';

export type FeatureProps = {
  readonly flag: FlagName;
  /** Rendered while the flag is off or loading. */
  readonly fallback?: ReactNode;
  readonly children?: ReactNode;
};

/** Renders its children while the flag is on. */
export function Feature({ flag, fallback, children }: FeatureProps): ReactNode {
  return useFeatureFlag(flag) ? children : fallback;
}
