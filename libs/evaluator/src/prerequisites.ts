import type { Evaluation, EvaluationContext, FlagConfig } from '@burgee/contracts';
import type { EvaluateOptions } from './context.ts';
import type { CompiledFlag } from './flag.ts';

/** Says which prerequisite does not hold; `undefined` where all do. */
export type PrerequisiteCheck = (context: EvaluationContext, options: EvaluateOptions) => string | undefined;

/** Options of an evaluation that remembers what it has answered already: required flags that share requirements are evaluated once. */
export type RememberingOptions = EvaluateOptions & { readonly answered?: Map<string, Evaluation> };

export function prerequisiteCheck(
  flag: FlagConfig,
  flags: ReadonlyMap<string, CompiledFlag>,
  isCyclic: boolean,
): PrerequisiteCheck {
  if (isCyclic) return () => 'they lead in a circle';
  return (context, options: RememberingOptions) => {
    const remembering = options.answered ? options : { ...options, answered: new Map<string, Evaluation>() };
    for (const { flagKey, variants } of flag.prerequisites) {
      const variant = variantOf(flags.get(flagKey), context, remembering);
      if (variant === 'unknown flag') return `there is no flag "${flagKey}"`;
      const given = variant.key ?? null;
      if (!variants.includes(given)) return `"${flagKey}" gives ${given ?? 'no variant'}, not ${variants.join(' or ')}`;
    }
    return undefined;
  };
}

function variantOf(required: CompiledFlag | undefined, context: EvaluationContext, options: RememberingOptions) {
  if (!required) return 'unknown flag';
  const known = options.answered?.get(required.config.key);
  const answer = known ?? required.evaluate(context, options);
  options.answered?.set(required.config.key, answer);
  return { key: answer.variant };
}

/**
 * Keys of the flags whose prerequisites lead in a circle, or to one that does.
 *
 * Takes away, again and again, the flags that require nothing that is left (Kahn): what remains is circular. Iterative,
 * so that a chain of any length cannot overflow the stack.
 */
export function cyclicFlags(flags: readonly FlagConfig[]): ReadonlySet<string> {
  const requiredBy = new Map<string, string[]>();
  const open = new Map<string, number>();
  const existing = new Set<string>(flags.map((flag) => flag.key));
  for (const { key, prerequisites } of flags) {
    if (!Array.isArray(prerequisites) || prerequisites.length === 0) continue;
    const required = prerequisites.map((prerequisite) => prerequisite?.flagKey).filter((flagKey) => existing.has(flagKey));
    open.set(key, required.length);
    for (const flagKey of required) requiredBy.set(flagKey, [...(requiredBy.get(flagKey) ?? []), key]);
  }
  if (open.size === 0) return new Set();
  const settled: string[] = [...existing].filter((key) => (open.get(key) ?? 0) === 0);
  for (const key of settled) {
    open.delete(key);
    for (const dependent of requiredBy.get(key) ?? []) {
      const left = (open.get(dependent) ?? 0) - 1;
      open.set(dependent, left);
      if (left === 0) settled.push(dependent);
    }
  }
  return new Set(open.keys());
}
