import type { Evaluation, EvaluationContext, FlagConfig, PrerequisiteFinding, VariantKey } from '@burgee/contracts';
import { BrokenConfig } from './broken-config.ts';
import type { EvaluateOptions } from './context.ts';
import type { CompiledFlag } from './flag.ts';

/** What flags have answered already in one evaluation: one that many require is evaluated once. */
export type Answered = Map<CompiledFlag, Evaluation>;

/** A prerequisite and the flag that it names, where there is one. */
type Requirement = FlagConfig['prerequisites'][number] & { flag: CompiledFlag | undefined };

/** The prerequisites of one flag. */
export type Requirements = { readonly list: readonly Requirement[]; readonly isCyclic: boolean };

/** @throws BrokenConfig where one cannot be read. */
export function compileRequirements({ prerequisites }: FlagConfig, isCyclic: boolean): Requirements | undefined {
  if (prerequisites.length === 0) return undefined;
  if (!prerequisites.every((prerequisite) => Array.isArray(prerequisite?.variants))) {
    throw new BrokenConfig('one of them names no variants', ['prerequisites']);
  }
  return { list: prerequisites.map((prerequisite) => ({ ...prerequisite, flag: undefined })), isCyclic };
}

/** Finds the flags that are required, once all are compiled. */
export function linkRequirements({ list }: Requirements, flags: ReadonlyMap<string, CompiledFlag>): void {
  for (const requirement of list) requirement.flag = flags.get(requirement.flagKey);
}

/** Whether all prerequisites hold. In a cycle none does: nobody can say which flag would be first. */
export function prerequisitesHold(
  { list, isCyclic }: Requirements,
  context: EvaluationContext,
  options: EvaluateOptions,
  answered?: Answered,
): boolean {
  if (isCyclic) return false;
  return list.every(({ flag, variants }) => {
    return flag !== undefined && judge(variants, answerOf(flag, context, options, answered)) === 'holds';
  });
}

/** Every prerequisite, and whether it holds. They all hold exactly if `prerequisitesHold`. */
export function findPrerequisites(
  { list, isCyclic }: Requirements,
  context: EvaluationContext,
  options: EvaluateOptions,
): PrerequisiteFinding[] {
  const answered: Answered = new Map();
  return list.map(({ flagKey, variants, flag }): PrerequisiteFinding => {
    const asked = { flagKey, required: variants };
    if (isCyclic) return { ...asked, outcome: 'cycle', detail: 'the prerequisites form a cycle' };
    if (!flag) return { ...asked, outcome: 'no such flag', detail: `there is no flag "${flagKey}"` };
    const answer = answerOf(flag, context, options, answered);
    const outcome = judge(variants, answer);
    if (outcome === 'broken') return { ...asked, outcome, detail: `"${flagKey}" cannot be evaluated` };
    const { variant: returned = null, enabled } = answer;
    const result = `"${flagKey}" ${resultWords(returned, enabled)}`;
    const detail = outcome === 'holds' ? `${result}, as required` : `${result}, but must return ${namesOf(variants)}`;
    return { ...asked, outcome, returned, enabled, detail };
  });
}

/** `null` among the variants stands for off without a variant. An override with a value of its own has none either, but is on. */
export function judge(
  required: readonly (VariantKey | null)[],
  { variant, enabled, errorCode }: Evaluation,
): 'holds' | 'another variant' | 'broken' {
  if (errorCode === 'FLAG_BROKEN') return 'broken';
  const isReturned = variant === undefined ? !enabled && required.includes(null) : required.includes(variant);
  return isReturned ? 'holds' : 'another variant';
}

function resultWords(returned: VariantKey | null, enabled: boolean): string {
  if (returned !== null) return `returns ${returned}`;
  return enabled ? 'returns a value of its own, which is no variant' : 'is off without a variant';
}

function namesOf(variants: readonly (VariantKey | null)[]): string {
  return variants.map((variant) => variant ?? 'off without a variant').join(' or ');
}

/** Evaluates a required flag after what it requires itself: in a loop, because a long chain would overflow the stack. */
function answerOf(
  required: CompiledFlag,
  context: EvaluationContext,
  options: EvaluateOptions,
  answeredBefore: Answered | undefined,
): Evaluation {
  // Most required flags require nothing: to evaluate one again costs less than to remember it.
  if (!required.requirements) return required.evaluate(context, options);
  const answered = answeredBefore ?? new Map<CompiledFlag, Evaluation>();
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
    const answer = flag.evaluate(context, options, answered);
    answered.set(flag, answer);
    waiting.pop();
    if (waiting.length === 0) return answer;
  }
}

/** A flag among them that has requirements of its own and has not answered yet. Never in a circle, where nobody asks. */
function openRequirement({ list }: Requirements, answered: Answered): CompiledFlag | undefined {
  return list.find(({ flag }) => flag?.requirements && !answered.has(flag))?.flag;
}

/**
 * Keys of the flags whose prerequisites lead in a circle, or to one that does.
 *
 * Takes away, again and again, the flags that require nothing that is left (Kahn): what remains is circular. Iterative,
 * so that a chain of any length cannot overflow the stack.
 */
export function cyclicFlags(flags: readonly FlagConfig[]): ReadonlySet<string> {
  const requiring = flags.filter(({ prerequisites }) => Array.isArray(prerequisites) && prerequisites.length > 0);
  if (requiring.length === 0) return new Set();
  const existing = new Set<string>(flags.map((flag) => flag.key));
  const dependents = new Map<string, string[]>();
  /** How many of its requirements are not settled yet. */
  const left = new Map<string, number>();
  for (const { key, prerequisites } of requiring) {
    const required = prerequisites
      .map((prerequisite) => prerequisite?.flagKey)
      .filter((flagKey) => existing.has(flagKey));
    left.set(key, required.length);
    for (const flagKey of required) {
      const others = dependents.get(flagKey);
      if (others) others.push(key);
      else dependents.set(flagKey, [key]);
    }
  }
  const settled = [...existing].filter((key) => !left.get(key));
  for (const key of settled) {
    left.delete(key);
    for (const dependent of dependents.get(key) ?? []) {
      const count = (left.get(dependent) as number) - 1;
      left.set(dependent, count);
      if (count === 0) settled.push(dependent);
    }
  }
  return new Set(left.keys());
}
