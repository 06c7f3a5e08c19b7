import { type Condition, type Detail, type FlagConfig, isValueOf, type SegmentConfig } from '@burgee/contracts';
import { BrokenConfig, withPath } from './broken-config.ts';
import { compileCondition, segmentLookup } from './condition.ts';
import { compileFlag } from './flag.ts';

/**
 * Finds the problems that would prevent a well-formed flag from being evaluated: values of another type, unknown variants
 * and segments, invalid patterns and ranges. The write path uses it: a flag without problems never returns `FLAG_BROKEN`.
 */
export function findFlagProblems(flag: FlagConfig, segments: readonly SegmentConfig[]): Detail[] {
  const problems: Detail[] = [];
  const keys = flag.variants.map((variant) => variant.key);
  flag.variants.forEach((variant, index) => {
    if (!isValueOf[flag.type](variant.value)) {
      problems.push({ path: `variants.${index}.value`, message: `must be of the flag's type, ${flag.type}` });
    }
    if (keys.indexOf(variant.key) !== index) {
      problems.push({ path: `variants.${index}.key`, message: `"${variant.key}" appears twice` });
    }
  });
  const ids = flag.rules.map((rule) => rule.id);
  ids.forEach((id, index) => {
    if (ids.indexOf(id) !== index) problems.push({ path: `rules.${index}.id`, message: `"${id}" appears twice` });
  });
  for (const name of ['onVariant', 'offVariant'] as const) {
    const key = flag[name];
    if (key !== null && !keys.includes(key)) problems.push({ path: name, message: `there is no variant "${key}"` });
  }
  if (problems.length > 0) return problems;
  return problemsOf(() =>
    compileFlag(flag, {
      permitsSessionOverrides: true,
      segments: segmentLookup(segments),
      storedSegments: new Map(),
      overrides: [],
      isCyclic: false,
    }),
  );
}

/** Finds the problems that would prevent a condition from being evaluated. */
export function findConditionProblems(condition: Condition, segments: readonly SegmentConfig[]): Detail[] {
  return problemsOf(() => withPath(['condition'], () => compileCondition(condition, segmentLookup(segments))));
}

function problemsOf(compile: () => unknown): Detail[] {
  try {
    compile();
    return [];
  } catch (error) {
    if (error instanceof BrokenConfig) return [{ path: error.path.join('.'), message: error.message }];
    throw error;
  }
}
