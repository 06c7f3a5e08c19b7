import { libraryBuild } from '../../tools/setup/tsdown.ts';

// Copies what it needs of the contracts, which would load Zod.
export default libraryBuild(import.meta.dirname, { inline: /^@burgee\/contracts/ });
