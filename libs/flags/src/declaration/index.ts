/** Writes declarations of flags as TypeScript, for tools. Applications do not need it at run time. */
export { declarationFile } from './declaration-file.ts';
export { fallbackOf, type SourceAttribute, type SourceFlag } from './definitions.ts';
export { quoteText } from './source-text.ts';
