export { Feature, type FeatureProps } from './feature.tsx';
export { FeatureFlagProvider, type FeatureFlagProviderProps } from './provider.tsx';
export {
  useFeatureFlag,
  useFeatureFlags,
  useFlag,
  useFlagClient,
  useFlagOverrides,
  useFlagStatus,
  useFlagValue,
} from './hooks.ts';
