export type { Unmapped } from './unmapped.ts';
export { ofrepAnswer, type OfrepAnswer, type OfrepScope } from './ofrep/answer.ts';
export { contextFromOpenFeature } from './ofrep/context.ts';
export { ofrepFlag, type OfrepFlags, ofrepFlags, type OfrepQuestion } from './ofrep/evaluate.ts';
export { ofrepFailure } from './ofrep/failure.ts';
export { openFeatureManifest } from './ofrep/manifest.ts';
