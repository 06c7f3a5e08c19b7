import { libraryBuild, scriptBuild } from '../../tools/setup/tsdown.ts';

export default [libraryBuild(import.meta.dirname), scriptBuild(import.meta.dirname, 'burgee')];
