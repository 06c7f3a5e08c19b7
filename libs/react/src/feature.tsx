import type { FlagName } from '@burgee/client';
import type { ReactNode } from 'react';
import { useFeatureFlag } from './hooks.ts';

export type FeatureProps = {
  readonly flag: FlagName;
  /** In its place while the flag is off, and while it is loading. */
  readonly fallback?: ReactNode;
  readonly children?: ReactNode;
};

/** Shows its children where the flag is on. */
export function Feature({ flag, fallback = null, children }: FeatureProps) {
  return useFeatureFlag(flag) ? children : fallback;
}
