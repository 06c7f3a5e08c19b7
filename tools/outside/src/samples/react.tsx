import { Feature, FeatureFlagProvider, useFlag } from '@burgee/react';
import { createTestFlags } from '@burgee/react/testing';
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { renderToString } from 'react-dom/server';
import { flags } from '../flags.js';

function Page() {
  return (
    <>
      <Feature flag="new-checkout" fallback={<p>The old checkout</p>}>
        <p>The new checkout</p>
      </Feature>
      <p>{useFlag('color')}</p>
    </>
  );
}

// A server renders the fallbacks without a bootstrap.
const html = renderToString(
  <FeatureFlagProvider url={String(process.env['BURGEE_URL'])} flags={flags} context={{ userId: 'ann' }}>
    <Page />
  </FeatureFlagProvider>,
);
assert.equal(html, '<p>The old checkout</p><p>red</p>');

const { Provider } = createTestFlags(flags, { 'new-checkout': true, color: 'blue' });
const tested = renderToString(
  <Provider>
    <Page />
  </Provider>,
);
assert.equal(tested, '<p>The new checkout</p><p>blue</p>');

// Server components must not contain what renders in the browser.
for (const entry of ['@burgee/react', '@burgee/react/toolbar', '@burgee/react/testing']) {
  assert.match(readFileSync(new URL(import.meta.resolve(entry)), 'utf8'), /^["']use client["']/);
}
