import { libraryBuild } from '../../tools/setup/tsdown.ts';

export default libraryBuild(import.meta.dirname);
