import { libraryBuild, scriptBuild } from '../../tools/setup/tsdown.ts';

export default [
  libraryBuild(import.meta.dirname, {
    inline: /^@burgee\/contracts/,
    compress: true,
    entries: { node: 'src/node.ts' },
  }),
  scriptBuild(import.meta.dirname, 'burgee'),
];
