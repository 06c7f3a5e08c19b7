import { createFlagClient } from '@burgee/client';
import type { FlagContext, FlagName } from '@burgee/flags';
import { Feature, FeatureFlagProvider, useFeatureFlag, useFlagValue } from '@burgee/react';
import { createElement } from 'react';

// Without a declaration, any key and any attribute are right, and a fallback determines the type (W9.10).
export const name: FlagName = 'anything';
export const context: FlagContext = { userId: 'ann', age: 7, groups: ['a'] };

const client = createFlagClient({ url: '', context });
export const isOn: boolean = client.isEnabled('anything');
export const limit: number = client.get('anything', 3);

export function App() {
  const text: string = useFlagValue('anything', 'text');
  const isNew: boolean = useFeatureFlag('anything');
  return createElement(FeatureFlagProvider, { client }, createElement(Feature, { flag: 'anything' }, text, isNew));
}
