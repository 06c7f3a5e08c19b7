export { Feature, type FeatureProps } from './feature.tsx';
export { FeatureFlagProvider, type FeatureFlagProviderProps } from './provider.tsx';
export {
  useFeatureFlag,
  useFeatureFlags,
  useFlagClient,
  useFlagOverrides,
  useFlagStatus,
  useFlagValue,
} from './hooks.ts';
