export { findConditionProblems, findFlagProblems } from './check.ts';
export type { EvaluateOptions } from './context.ts';
export { dealRanges } from './deal.ts';
export { evaluate, evaluateAll, explain } from './evaluate.ts';
export type { CompiledFlag } from './flag.ts';
export { bucketOf, hashOf } from './hash.ts';
export { overridesFor, type ContextOverrides } from './overrides.ts';
export { cyclicFlags } from './prerequisites.ts';
export { compileRuleset, type CompiledRuleset } from './ruleset.ts';
