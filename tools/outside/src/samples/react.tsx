import { Feature, FeatureFlagProvider, useFlag } from '@burgee/react';
import assert from 'node:assert/strict';
import { renderToString } from 'react-dom/server';
import { flags } from '../flags.js';

function Checkout() {
  return <p>The {useFlag('color')} checkout</p>;
}

const html = renderToString(
  <FeatureFlagProvider url={String(process.env['BURGEE_URL'])} flags={flags} context={{ userId: 'ann' }}>
    <Feature flag="new-checkout" fallback={<p>The old checkout</p>}>
      <p>The new checkout</p>
    </Feature>
    <Checkout />
  </FeatureFlagProvider>,
);

// A server renders the fallbacks without a bootstrap.
assert.equal(html.replaceAll('<!-- -->', ''), '<p>The old checkout</p><p>The red checkout</p>');
