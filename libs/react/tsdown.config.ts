import { libraryBuild } from '../../tools/setup/tsdown.ts';

export default {
  ...libraryBuild(import.meta.dirname, { compress: true }),
  // One file for everything that entries share: each file would import React once more.
  outputOptions: { codeSplitting: { groups: [{ name: 'shared', test: /\/src\/[^/]*$/ }] } },
};
