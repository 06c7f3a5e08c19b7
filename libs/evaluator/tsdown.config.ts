import { libraryBuild } from '../../tools/setup/tsdown.ts';

// Copies what it needs of the contracts, which would load Zod, and of the hashes, which CommonJS could not load.
export default libraryBuild(import.meta.dirname, { inline: /^(@burgee\/contracts|@noble\/hashes\/.*)$/ });
