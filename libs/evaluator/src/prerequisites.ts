import type { Evaluation, EvaluationContext, FlagConfig, PrerequisiteFinding, VariantKey } from '@burgee/contracts';
import { ANY_VERSION } from './answers.ts';
import { BrokenConfig } from './broken-config.ts';
import type { EvaluateOptions } from './context.ts';
import type { CompiledFlag } from './flag.ts';

/** Results of flags within one evaluation, so that a flag that many others require is evaluated once. */
type Answered = Map<CompiledFlag, Evaluation>;

/** The options of an evaluation of several flags, which share the results of the flags that they require. */
export type SharingOptions = EvaluateOptions & { readonly answered?: Answered };

/** Never throws: if the options cannot be read, each flag reports it. */
export function sharingOptions(options: EvaluateOptions): SharingOptions {
  try {
    return { now: options.now, random: options.random, overrides: options.overrides, answered: new Map() };
  } catch {
    return options;
  }
}

/** A prerequisite with the flag that it names; `undefined` if there is no such flag. */
type Requirement = FlagConfig['prerequisites'][number] & { flag: CompiledFlag | undefined };

/** The prerequisites of one flag. */
export type Requirements = { readonly list: readonly Requirement[]; readonly isCyclic: boolean };

/** @throws BrokenConfig if a prerequisite is malformed. */
export function compileRequirements({ prerequisites }: FlagConfig, isCyclic: boolean): Requirements | undefined {
  if (prerequisites.length === 0) return undefined;
  if (!prerequisites.every((prerequisite) => Array.isArray(prerequisite?.variants))) {
    throw new BrokenConfig('a prerequisite names no variants', ['prerequisites']);
  }
  return { list: prerequisites.map((prerequisite) => ({ ...prerequisite, flag: undefined })), isCyclic };
}

/** The flags that a stored flag requires. Accepts any value, because someone may have broken the row by hand. */
export function requiredKeys({ prerequisites }: FlagConfig): string[] {
  if (!Array.isArray(prerequisites)) return [];
  return prerequisites.map((prerequisite) => prerequisite?.flagKey).filter((flagKey) => typeof flagKey === 'string');
}

/** Links the required flags after all flags are compiled. */
export function linkRequirements({ list }: Requirements, flags: { get(key: string): CompiledFlag | undefined }): void {
  for (const requirement of list) requirement.flag = flags.get(requirement.flagKey);
}

/** Whether all prerequisites hold. In a cycle, none does, because no flag could be evaluated first. */
export function prerequisitesHold(
  { list, isCyclic }: Requirements,
  context: EvaluationContext,
  options: SharingOptions,
): boolean {
  if (isCyclic) return false;
  return list.every(({ flag, variants }) => {
    return flag !== undefined && checkPrerequisite(variants, evaluateRequired(flag, context, options)) === 'holds';
  });
}

/** Every prerequisite, and whether it holds. Agrees with `prerequisitesHold`. */
export function findPrerequisites(
  { list, isCyclic }: Requirements,
  context: EvaluationContext,
  options: EvaluateOptions,
): PrerequisiteFinding[] {
  const sharing = sharingOptions(options);
  return list.map(({ flagKey, variants, flag }): PrerequisiteFinding => {
    const finding = { flagKey, required: variants };
    if (isCyclic) return { ...finding, outcome: 'cycle', detail: 'the prerequisites form a cycle' };
    if (!flag) return { ...finding, outcome: 'no such flag', detail: `there is no flag "${flagKey}"` };
    const answer = evaluateRequired(flag, context, sharing);
    const outcome = checkPrerequisite(variants, answer);
    if (outcome === 'broken') return { ...finding, outcome, detail: `"${flagKey}" cannot be evaluated` };
    const { variant: returned = null, enabled } = answer;
    const result = `"${flagKey}" ${describeResult(returned, enabled)}`;
    const detail =
      outcome === 'holds' ? `${result}, as required` : `${result}, but must return ${formatVariants(variants)}`;
    return { ...finding, outcome, returned, enabled, detail };
  });
}

/** `null` among the variants is off without a variant. An override with its own value has no variant either, but is on. */
export function checkPrerequisite(
  required: readonly (VariantKey | null)[],
  { variant, enabled, errorCode }: Evaluation,
): 'holds' | 'another variant' | 'broken' {
  if (errorCode === 'FLAG_BROKEN') return 'broken';
  const isReturned = variant === undefined ? !enabled && required.includes(null) : required.includes(variant);
  return isReturned ? 'holds' : 'another variant';
}

function describeResult(returned: VariantKey | null, enabled: boolean): string {
  if (returned !== null) return `returns ${returned}`;
  return enabled ? 'returns a value that is not a variant' : 'is off without a variant';
}

function formatVariants(variants: readonly (VariantKey | null)[]): string {
  return variants.map((variant) => variant ?? 'off without a variant').join(' or ');
}

/** Evaluates a required flag after its own prerequisites. Iterative, because a long chain would overflow the stack. */
function evaluateRequired(required: CompiledFlag, context: EvaluationContext, options: SharingOptions): Evaluation {
  // Most required flags have no prerequisites, and evaluating one again is cheaper than caching its result.
  if (!required.requirements) return required.evaluate(context, options, ANY_VERSION);
  const { answered = new Map<CompiledFlag, Evaluation>() } = options;
  const sharing = options.answered ? options : { ...options, answered };
  const known = answered.get(required);
  if (known) return known;
  const waiting = [required];
  for (;;) {
    const flag = waiting.at(-1) as CompiledFlag;
    const open = openRequirement(flag.requirements as Requirements, answered);
    if (open) {
      waiting.push(open);
      continue;
    }
    const answer = flag.evaluate(context, sharing, ANY_VERSION);
    answered.set(flag, answer);
    waiting.pop();
    if (waiting.length === 0) return answer;
  }
}

/** A required flag that has prerequisites of its own and no result yet. Never in a cycle, which is not evaluated. */
function openRequirement({ list }: Requirements, answered: Answered): CompiledFlag | undefined {
  return list.find(({ flag }) => flag?.requirements && !answered.has(flag))?.flag;
}

/**
 * Keys of the flags whose prerequisites form or lead to a cycle.
 *
 * Repeatedly removes the flags whose prerequisites have all been removed (Kahn's algorithm). The remaining flags are cyclic.
 * Iterative, so that a chain of any length cannot overflow the stack.
 *
 * @param isCyclicElsewhere whether a flag that is not among `flags` is cyclic. It is never removed.
 */
export function cyclicFlags(
  flags: readonly FlagConfig[],
  isCyclicElsewhere: (flagKey: string) => boolean = () => false,
): ReadonlySet<string> {
  const requiring = flags.filter((flag) => requiredKeys(flag).length > 0);
  if (requiring.length === 0) return new Set();
  const existing = new Set<string>(flags.map((flag) => flag.key));
  const dependents = new Map<string, string[]>();
  /** Number of prerequisites that have not been removed. */
  const remaining = new Map<string, number>();
  for (const flag of requiring) {
    const { key } = flag;
    const required = requiredKeys(flag).filter((flagKey) => existing.has(flagKey) || isCyclicElsewhere(flagKey));
    remaining.set(key, required.length);
    for (const flagKey of required) {
      const others = dependents.get(flagKey);
      if (others) others.push(key);
      else dependents.set(flagKey, [key]);
    }
  }
  const removed = [...existing].filter((key) => !remaining.get(key));
  for (const key of removed) {
    remaining.delete(key);
    for (const dependent of dependents.get(key) ?? []) {
      const count = (remaining.get(dependent) as number) - 1;
      remaining.set(dependent, count);
      if (count === 0) removed.push(dependent);
    }
  }
  return new Set(remaining.keys());
}
