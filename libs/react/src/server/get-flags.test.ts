// @vitest-environment node
import { runServerComponents } from '@burgee/testing/react-request';
import { join } from 'node:path';
import { build } from 'tsdown';
import { expect, it } from 'vitest';
import { getFlags } from './index.ts';

it('13.8 shares the flags of a context within one request of server components', async () => {
  const results = await runServerComponents(new URL('./test-requests.ts', import.meta.url));

  expect(results).toEqual({
    sameContext: [1, 1],
    nextRequest: [2],
    otherContexts: [3, 4, 5],
    otherServer: [6, 1],
    dates: [7, 7, 8],
    // The flag server reports contexts that are not plain JSON.
    notJson: [9, 10, 11, 12],
    outside: [13, 14],
  });
});

it('13.8 asks the flag server each time in the React of browsers', async () => {
  let count = 0;
  const server = { for: async () => (count += 1) };

  expect([await getFlags(server, {}), await getFlags(server, {})]).toEqual([1, 2]);
});

it('13.8 is not for browsers, and loads nothing but React, says its built entry', async () => {
  const folder = join(import.meta.dirname, '../..');
  const config = join(folder, 'tsdown.config.ts');
  const bundles = await build({
    ...{ cwd: folder, config, format: 'esm', dts: false, write: false, logLevel: 'error' },
  });
  const chunk = bundles.flatMap(({ chunks }) => chunks).find(({ fileName }) => fileName === 'server.js');

  expect(chunk).toMatchObject({ imports: ['react'], dynamicImports: [] });
  expect(chunk).toHaveProperty('code', expect.not.stringContaining('use client'));
});
