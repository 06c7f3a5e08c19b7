import type {
  Clause,
  ClauseFinding,
  Condition,
  ConditionFinding,
  EvaluationContext,
  SegmentConfig,
} from '@burgee/contracts';
import { type CompiledCondition, conditionHolds } from './condition.ts';
import { attributeValue, compileAttribute } from './context.ts';
import { describeClause } from './describe-clause.ts';
import { unreadableAs } from './readable.ts';

/** Stored segments by key. */
export type StoredSegments = ReadonlyMap<string, SegmentConfig>;

/** A part of a condition in its stored and compiled forms. */
type Place = {
  readonly source: Condition;
  readonly compiled: CompiledCondition;
  readonly path: ClauseFinding['path'];
  readonly segment: string | undefined;
};

type TraceInput = { readonly segments: StoredSegments; readonly context: EvaluationContext; readonly now: number };

const MAX_CLAUSES = 10;
const MAX_VALUES = 10;
const MAX_LENGTH = 200;

/** Whether a condition holds, and the first clauses that decided it. Evaluates the compiled form and describes the stored one. */
export function findCondition(source: Condition, compiled: CompiledCondition, input: TraceInput): ConditionFinding {
  const clauses: ClauseFinding[] = [];
  let hasMore = false;
  for (const place of decidingClauses({ source, compiled, path: [], segment: undefined }, input)) {
    hasMore = clauses.length === MAX_CLAUSES;
    if (hasMore) break;
    clauses.push(findClause(place, input));
  }
  return { holds: holdsAt(compiled, input), clauses, hasMore };
}

type ClausePlace = Place & { readonly source: Clause };

/** The members that determine a group's result: for `all`, those that fail, or all of them if none does. */
function* decidingClauses(place: Place, input: TraceInput): Generator<ClausePlace> {
  if (isClause(place)) {
    yield place;
    return;
  }
  const isMet = holdsAt(place.compiled, input);
  const isGroup = 'all' in place.source || 'any' in place.source;
  for (const part of pairParts(place, input.segments)) {
    if (!isGroup || holdsAt(part.compiled, input) === isMet) yield* decidingClauses(part, input);
  }
}

function isClause(place: Place): place is ClausePlace {
  return 'attribute' in place.source;
}

/** Pairs the parts as `compileCondition` nests them: a group of one is its member, and a segment is its condition. */
function pairParts({ source, compiled, path, segment }: Place, segments: StoredSegments): Place[] {
  if ('segment' in source) {
    const { condition } = segments.get(source.segment) as SegmentConfig;
    return [{ source: condition, compiled, path: [...path, 'segment'], segment: source.segment }];
  }
  const { inner = [] } = compiled;
  if ('not' in source) {
    return [{ source: source.not, compiled: inner[0] as CompiledCondition, path: [...path, 'not'], segment }];
  }
  const [name, members] = 'all' in source ? (['all', source.all] as const) : (['any', (source as Any).any] as const);
  return members.map((member, index) => ({
    source: member,
    compiled: members.length === 1 ? compiled : (inner[index] as CompiledCondition),
    path: [...path, name, index],
    segment,
  }));
}

type Any = Extract<Condition, { any: unknown }>;

function holdsAt(compiled: CompiledCondition, { context, now }: TraceInput): boolean {
  return conditionHolds(compiled, context, now);
}

function findClause({ source, compiled, path, segment }: ClausePlace, input: TraceInput): ClauseFinding {
  const { attribute, operator } = source;
  const isNow = compiled.attribute === undefined;
  const value = isNow ? new Date(input.now).toISOString() : attributeValue(compileAttribute(attribute), input.context);
  const isPresent = value !== undefined && value !== null;
  const values: readonly (string | number)[] = 'values' in source ? source.values : [];
  const unreadable = isPresent ? unreadableAs(operator, value) : undefined;
  const found = {
    path,
    ...(segment !== undefined && { segment }),
    attribute,
    operator,
    values: values.slice(0, MAX_VALUES),
    valueCount: values.length,
    ...('ignoreCase' in source && source.ignoreCase && { ignoreCase: true }),
    ...(isPresent && { actual: typeof value === 'string' && isNow ? value : shortJson(value) }),
    holds: holdsAt(compiled, input),
    ...(unreadable && { unreadable }),
  };
  return { ...found, detail: describeClause({ ...found, isNow }) };
}

function shortJson(value: unknown): string {
  const text = stringifyOrUndefined(value) ?? typeof value;
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}

/** A context in the same process may contain values that JSON lacks, such as a function or a BigInt. */
function stringifyOrUndefined(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
