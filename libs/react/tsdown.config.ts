import { libraryBuild } from '../../tools/setup/tsdown.ts';

export default {
  ...libraryBuild(import.meta.dirname, { compress: true }),
  // One file for all code that entries share: each file would import React once more. Declarations have files of their own.
  outputOptions: { codeSplitting: { groups: [{ name: 'shared', test: /\/src\/[^/]*(?<!\.d)\.tsx?$/ }] } },
};
