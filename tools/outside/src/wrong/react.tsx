import { Feature, FeatureFlagProvider, useFeatureFlag, useFlag, useFlagValue } from '@burgee/react';
import { flags } from '../flags.js';

export function useWrongly(): unknown {
  const isNew = useFeatureFlag('new-chekout'); // wrong: an unknown key
  const limit = useFlagValue('upload-limit', '10'); // wrong: a fallback of another type
  const color: 'green' = useFlag('color'); // wrong: another literal
  const isRed: boolean = useFlag('color'); // wrong: a value of another type
  return [isNew, limit, color, isRed];
}

export const unknown = <Feature flag="checkout">text</Feature>; // wrong: an unknown key
export const withoutFlag = <Feature>text</Feature>; // wrong: the flag is missing
export const withoutFlags = <FeatureFlagProvider url="" />; // wrong: the declared flags are missing
export const gold = <FeatureFlagProvider url="" flags={flags} context={{ plan: 'gold' }} />; // wrong: an unknown plan
