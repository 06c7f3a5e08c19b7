export { contextFromUnleash, type UnleashContext } from './context.ts';
export { importUnleash, type UnleashImport, type UnleashImportOptions } from './import-unleash.ts';
export type { ImportProblem } from './problems.ts';
