import { libraryBuild } from '../../tools/setup/tsdown.ts';

// Copies what it needs of packages that are not published, or that would load Zod.
export default libraryBuild(import.meta.dirname, { inline: /^@burgee\/(?:contracts|protocols)/ });
