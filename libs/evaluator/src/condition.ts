import type { Clause, Condition, EvaluationContext, SegmentConfig } from '@burgee/contracts';
import { attributeReader } from './context.ts';
import { BrokenConfig, compileMatcher } from './operators.ts';

/** Whether a context fulfils a condition at the instant `now` (milliseconds). */
export type Predicate = (context: EvaluationContext, now: number) => boolean;

/** Gives the compiled condition of a segment. @throws BrokenConfig where there is none, or where it uses itself. */
export type SegmentLookup = (key: string) => Predicate;

/** The attribute that is the instant of the evaluation. */
const NOW = '$now';

/** @throws BrokenConfig where the condition cannot be evaluated. */
export function compileCondition(condition: Condition, segments: SegmentLookup): Predicate {
  if ('all' in condition) return every(condition.all.map((inner) => compileCondition(inner, segments)));
  if ('any' in condition) return some(condition.any.map((inner) => compileCondition(inner, segments)));
  if ('not' in condition) {
    const predicate = compileCondition(condition.not, segments);
    return (context, now) => !predicate(context, now);
  }
  if ('segment' in condition) return segments(condition.segment);
  return compileClause(condition);
}

function compileClause(clause: Clause): Predicate {
  const matches = compileMatcher(clause);
  const isOnInstant = clause.operator === 'before' || clause.operator === 'after';
  if (isOnInstant && clause.attribute === NOW) return (_context, now) => matches(now);
  const read = attributeReader(clause.attribute);
  if (!isOnInstant) return (context) => matches(read(context));
  return (context) => {
    const value = read(context);
    return typeof value === 'string' && matches(value);
  };
}

function every(predicates: readonly Predicate[]): Predicate {
  const [only, ...others] = predicates;
  if (only && others.length === 0) return only;
  return (context, now) => {
    for (const predicate of predicates) if (!predicate(context, now)) return false;
    return true;
  };
}

function some(predicates: readonly Predicate[]): Predicate {
  return (context, now) => {
    for (const predicate of predicates) if (predicate(context, now)) return true;
    return false;
  };
}

/** Compiles each segment when it is first asked for, and once. */
export function segmentLookup(segments: readonly SegmentConfig[]): SegmentLookup {
  const byKey = new Map<string, SegmentConfig>(segments.map((segment) => [segment.key, segment]));
  const compiled = new Map<string, Predicate>();
  const open: string[] = [];
  function lookup(key: string): Predicate {
    const ready = compiled.get(key);
    if (ready) return ready;
    const segment = byKey.get(key);
    if (!segment) throw new BrokenConfig(`there is no segment "${key}"`);
    if (open.includes(key)) throw new BrokenConfig(`the segment "${key}" uses itself: ${[...open, key].join(' -> ')}`);
    open.push(key);
    try {
      const predicate = compileCondition(segment.condition, lookup);
      compiled.set(key, predicate);
      return predicate;
    } finally {
      open.pop();
    }
  }
  return lookup;
}
