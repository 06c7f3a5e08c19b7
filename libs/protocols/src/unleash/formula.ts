import { Unmappable } from './unmappable.ts';
import type { UnleashConstraint } from './wire.ts';

/** A condition whose clauses are constraints of Unleash. `{ all: [] }` holds for everyone, `{ any: [] }` for no one. */
export type Formula =
  | { readonly all: readonly Formula[] }
  | { readonly any: readonly Formula[] }
  | { readonly not: Formula }
  | UnleashConstraint;

export const ALWAYS: Formula = { all: [] };
export const NEVER: Formula = { any: [] };

/** Constraints that must all hold, as those of a strategy must. */
export type Conjunction = readonly UnleashConstraint[];

/** How many strategies one condition may become. */
export const MAX_ALTERNATIVES = 64;

type Options = {
  /** Whether at most one alternative may hold, because each draws a random number of its own. */
  readonly isDisjoint: boolean;
};

/** The formula in disjunctive normal form: it holds if one of the alternatives does. @throws Unmappable if it has too many. */
export function alternativesOf(formula: Formula, options: Options): readonly Conjunction[] {
  return simplified(expand(formula, false, options), options);
}

function expand(formula: Formula, isNegated: boolean, options: Options): readonly Conjunction[] {
  if ('not' in formula) return expand(formula.not, !isNegated, options);
  if ('operator' in formula) return [[isNegated ? inverse(formula) : formula]];
  const isConjunction = 'all' in formula !== isNegated;
  const members = 'all' in formula ? formula.all : formula.any;
  if (isConjunction) return product(members, isNegated, options);
  const alternatives = members.flatMap((member, index) => {
    if (!options.isDisjoint) return expand(member, isNegated, options);
    const earlier = members.slice(0, index).map((one): Formula => (isNegated ? one : { not: one }));
    const own: Formula = isNegated ? { not: member } : member;
    return product([...earlier, own], false, options);
  });
  return simplified(alternatives, options);
}

function product(members: readonly Formula[], isNegated: boolean, options: Options): readonly Conjunction[] {
  let result: readonly Conjunction[] = [[]];
  for (const member of members) {
    const next = expand(member, isNegated, options);
    result = simplified(
      result.flatMap((left) => next.map((right) => [...left, ...right])),
      options,
    );
  }
  return result;
}

/** Drops what cannot hold and what another alternative covers. @throws Unmappable if too many are left. */
function simplified(alternatives: readonly Conjunction[], { isDisjoint }: Options): readonly Conjunction[] {
  const unique = new Map<string, Conjunction>();
  for (const alternative of alternatives) {
    const constraints = withOneWindow(alternative);
    if (constraints) unique.set([...constraints.keys()].sort().join('\n'), [...constraints.values()]);
  }
  const kept = isDisjoint ? [...unique.values()] : withoutCovered([...unique.values()]);
  if (kept.length <= MAX_ALTERNATIVES) return kept;
  throw new Unmappable(
    `A condition needs ${kept.length} strategies in Unleash, which is more than ${MAX_ALTERNATIVES}. Use a simpler condition.`,
  );
}

function withoutCovered(alternatives: readonly Conjunction[]): readonly Conjunction[] {
  const texts = alternatives.map((alternative) => new Set(alternative.map(textOf)));
  return alternatives.filter((_alternative, index) => {
    const own = texts[index] as ReadonlySet<string>;
    return !texts.some((other) => other.size < own.size && [...other].every((text) => own.has(text)));
  });
}

function textOf(constraint: UnleashConstraint): string {
  return JSON.stringify(constraint);
}

/** The constraints by their text, with at most one start and one end; `undefined` if they contradict each other. */
function withOneWindow(constraints: Conjunction): Map<string, UnleashConstraint> | undefined {
  let [after, before] = [-Infinity, Infinity];
  const kept = new Map<string, UnleashConstraint>();
  for (const constraint of constraints) {
    if (constraint.operator === 'DATE_AFTER') after = Math.max(after, Date.parse(constraint.value as string));
    else if (constraint.operator === 'DATE_BEFORE') before = Math.min(before, Date.parse(constraint.value as string));
    else kept.set(textOf(constraint), constraint);
  }
  // No whole millisecond is between them.
  if (after + 1 >= before) return undefined;
  for (const constraint of kept.values()) if (kept.has(textOf(inverse(constraint)))) return undefined;
  const window = [...(after > -Infinity ? [isAfter(after)] : []), ...(before < Infinity ? [isBefore(before)] : [])];
  return new Map([...window.map((each) => [textOf(each), each] as const), ...kept]);
}

function inverse(constraint: UnleashConstraint): UnleashConstraint {
  const { inverted, ...rest } = constraint;
  const { operator, value = '' } = constraint;
  if (operator === 'IN') return { ...rest, operator: 'NOT_IN' };
  if (operator === 'NOT_IN') return { ...rest, operator: 'IN' };
  // Both comparisons are strict, and instants are whole milliseconds.
  if (operator === 'DATE_AFTER') return isBefore(Date.parse(value) + 1);
  if (operator === 'DATE_BEFORE') return isAfter(Date.parse(value) - 1);
  return inverted ? rest : { ...rest, inverted: true };
}

/** Holds from the next millisecond on. Compares the time of the evaluation, regardless of the field that it names. */
export function isAfter(instant: number): UnleashConstraint {
  return { contextName: 'currentTime', operator: 'DATE_AFTER', values: [], value: new Date(instant).toISOString() };
}

/** Holds until the millisecond before. */
export function isBefore(instant: number): UnleashConstraint {
  return { contextName: 'currentTime', operator: 'DATE_BEFORE', values: [], value: new Date(instant).toISOString() };
}
