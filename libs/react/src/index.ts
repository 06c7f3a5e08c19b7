'use client';

export { Feature, type FeatureProps } from './feature.tsx';
export { type FlagDetails, type GetFlagDetails, useFlagDetails } from './flag-details.ts';
export {
  FlagProvider,
  FlagProvider as FeatureFlagProvider,
  type FlagProviderProps,
  type FlagProviderProps as FeatureFlagProviderProps,
} from './provider.tsx';
export { useFeatureFlag, useFeatureFlags, useFlag, useFlagClient, useFlagStatus, useFlagValue } from './hooks.ts';
export { type FlagOverrides, useFlagOverrides } from './overrides.ts';
export { useSuspenseFlag } from './suspense-flag.ts';
