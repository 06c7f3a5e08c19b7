export { contextFromUnleash, type UnleashContext } from './context.ts';
export type { AboutFeature } from './about-features.ts';
export type { UnleashImport } from './import-state.ts';
export { importUnleash, type UnleashImportOptions } from './import-unleash.ts';
export {
  importUnleashExport,
  type ImportedEnvironment,
  type UnleashExportImport,
  type UnleashExportOptions,
} from './import-unleash-export.ts';
export type { ImportProblem } from './problems.ts';
