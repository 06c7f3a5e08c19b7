import { Feature, FeatureFlagProvider, useFlag } from '@burgee/react';
import { flags } from './flags.ts';

export function App() {
  return (
    <FeatureFlagProvider url="" flags={flags} context={{ userId: 'ann', plan: 'pro' }}>
      <Feature flag="new-checkout" fallback={<p>The old checkout</p>}>
        <Checkout />
      </Feature>
    </FeatureFlagProvider>
  );
}

function Checkout() {
  const color = useFlag('color');
  return (
    <>
      <p>The new checkout</p>
      <button style={{ color }}>Pay now</button>
    </>
  );
}
