import { Feature, FeatureFlagProvider, useFeatureFlag, useFlag, useFlagStatus, useFlagValue } from '@burgee/react';
import { flags } from '../flags.js';

export function App({ userId }: { readonly userId: string }) {
  return (
    <FeatureFlagProvider
      url="https://flags.example.com"
      sdkKey="web_key"
      flags={flags}
      context={{ userId, plan: 'pro' }}
    >
      <Feature flag="new-checkout" fallback={<p>The old checkout</p>}>
        <Checkout />
      </Feature>
    </FeatureFlagProvider>
  );
}

function Checkout() {
  const isNew: boolean = useFeatureFlag('new-checkout');
  const color: 'red' | 'blue' = useFlag('color');
  const limit: number = useFlagValue('upload-limit', 3);
  const { state } = useFlagStatus();
  return (
    <p style={{ color }}>
      {limit} {isNew} {state}
    </p>
  );
}
