import type { Clause, Condition, EvaluationContext, SegmentConfig } from '@burgee/contracts';
import { BrokenConfig } from './broken-config.ts';
import { type Attribute, attributeValue, compileAttribute } from './context.ts';
import { requireInstant } from './instant.ts';
import { compileMatcher, type Matcher } from './operators.ts';

/**
 * A compiled condition. It is data that one function walks rather than a tree of closures: calls into thousands of different
 * closures cannot be inlined, and cost several times as much as most clauses.
 */
export type CompiledCondition = {
  /** Number of clauses and groups, including those of its segments. */
  readonly size: number;
  /** Depth of nesting. */
  readonly depth: number;
  /** Every instant at which one of its clauses on `$now` may change, in ascending order. */
  readonly instants: readonly number[];
} & (CompiledClause | Group);

type CompiledClause = {
  readonly matches: Matcher;
  /** The attribute to test; `undefined` is the instant of the evaluation. */
  readonly attribute: Attribute | undefined;
  readonly group?: undefined;
  readonly inner?: undefined;
};

/** Holds if all, any or none of `inner` hold. */
type Group = {
  readonly matches: undefined;
  readonly attribute: undefined;
  readonly group: 'all' | 'any' | 'none';
  readonly inner: readonly CompiledCondition[];
};

/** Returns the compiled condition of a segment. @throws BrokenConfig if it does not exist or uses itself. */
export type SegmentLookup = (key: string) => CompiledCondition;

/** The attribute name for the instant of the evaluation. */
const NOW = '$now';

const NO_INSTANTS: readonly number[] = [];

/** Prevents exponential growth: thirty levels of segments that each use the next one twice would never end. */
const MAX_SIZE = 100_000;
const MAX_DEPTH = 500;

/** Whether a context satisfies a condition at the instant `now`, in milliseconds. */
export function conditionHolds(condition: CompiledCondition, context: EvaluationContext, now: number): boolean {
  return condition.matches ? clauseHolds(condition, context, now) : groupHolds(condition, context, now);
}

function clauseHolds({ matches, attribute }: CompiledClause, context: EvaluationContext, now: number): boolean {
  return matches(attribute ? attributeValue(attribute, context) : now);
}

function groupHolds({ group, inner }: Group, context: EvaluationContext, now: number): boolean {
  // A member that fails decides `all`; a member that holds decides the others.
  const decidingResult = group !== 'all';
  for (let index = 0; index < inner.length; index++) {
    const member = inner[index] as CompiledCondition;
    // Does not call `conditionHolds`, because a recursive call is not inlined, and nearly all members are clauses.
    const isHeld = member.matches ? clauseHolds(member, context, now) : groupHolds(member, context, now);
    if (isHeld === decidingResult) return group === 'any';
  }
  return group !== 'any';
}

/** @throws BrokenConfig if the condition cannot be evaluated. */
export function compileCondition(condition: Condition, segments: SegmentLookup): CompiledCondition {
  if ('all' in condition) return compileGroup('all', condition.all, segments);
  if ('any' in condition) return compileGroup('any', condition.any, segments);
  if ('not' in condition) return compileGroup('none', [condition.not], segments);
  if ('segment' in condition) return segments(condition.segment);
  return compileClause(condition);
}

function compileGroup(
  group: Group['group'],
  conditions: readonly Condition[],
  segments: SegmentLookup,
): CompiledCondition {
  const inner = conditions.map((condition) => compileCondition(condition, segments));
  const [only] = inner;
  if (only && inner.length === 1 && group !== 'none') return only;
  let size = 1;
  let depth = 1;
  for (const condition of inner) {
    size += condition.size;
    depth = Math.max(depth, condition.depth + 1);
  }
  if (size > MAX_SIZE) throw new BrokenConfig(`with its segments, it has more than ${MAX_SIZE} clauses`);
  if (depth > MAX_DEPTH) throw new BrokenConfig(`with its segments, it nests deeper than ${MAX_DEPTH} levels`);
  return { size, depth, instants: mergeInstants(inner), matches: undefined, attribute: undefined, group, inner };
}

/** Reuses a single list of a member or the empty list, because few conditions have more than one. */
function mergeInstants(inner: readonly CompiledCondition[]): readonly number[] {
  const lists = inner.map(({ instants }) => instants).filter((instants) => instants.length > 0);
  if (lists.length <= 1) return lists[0] ?? NO_INSTANTS;
  return sortedUnique(lists.flat());
}

function sortedUnique(instants: readonly number[]): readonly number[] {
  return [...new Set(instants)].sort((a, b) => a - b);
}

function compileClause(clause: Clause): CompiledCondition {
  const matches = compileMatcher(clause);
  const isOnInstant = clause.operator === 'before' || clause.operator === 'after';
  if (!isOnInstant) return compiledClause(matches, compileAttribute(clause.attribute));
  if (clause.attribute === NOW) {
    // `before` ends at its instant; `after` begins one millisecond later.
    const wait = clause.operator === 'after' ? 1 : 0;
    return compiledClause(matches, undefined, sortedUnique(clause.values.map((value) => requireInstant(value) + wait)));
  }
  // Rejects numbers, because only `$now` is a number of milliseconds.
  return compiledClause((value) => typeof value === 'string' && matches(value), compileAttribute(clause.attribute));
}

function compiledClause(
  matches: Matcher,
  attribute: Attribute | undefined,
  instants: readonly number[] = NO_INSTANTS,
): CompiledCondition {
  return { size: 1, depth: 1, instants, matches, attribute, group: undefined, inner: undefined };
}

/** Compiles each segment on first use, and only once. */
export function segmentLookup(segments: readonly SegmentConfig[]): SegmentLookup {
  // `?.`, because a row that is not even an object must affect only the flags that use it.
  const byKey = new Map<string, SegmentConfig>(segments.map((segment) => [segment?.key, segment]));
  const compiled = new Map<string, CompiledCondition>();
  const open: string[] = [];
  function lookup(key: string): CompiledCondition {
    const ready = compiled.get(key);
    if (ready) return ready;
    const segment = byKey.get(key);
    if (!segment) throw new BrokenConfig(`there is no segment "${key}"`);
    if (open.includes(key)) throw new BrokenConfig(`the segment "${key}" uses itself: ${[...open, key].join(' -> ')}`);
    open.push(key);
    try {
      const condition = compileCondition(segment.condition, lookup);
      compiled.set(key, condition);
      return condition;
    } finally {
      open.pop();
    }
  }
  return lookup;
}
