import { libraryBuild } from '../../tools/setup/tsdown.ts';

/** Sources that entries share. Declarations, which end in `.d.ts`, must not get into the same file. */
const SHARED = /\/src\/[^/.]*\.tsx?$/;

export default {
  ...libraryBuild(import.meta.dirname, { compress: true }),
  // One file, because each file would import React once more.
  outputOptions: { codeSplitting: { groups: [{ name: 'shared', test: SHARED }] } },
};
