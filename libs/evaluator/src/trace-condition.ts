import type {
  Clause,
  ClauseFinding,
  Condition,
  ConditionFinding,
  EvaluationContext,
  SegmentConfig,
} from '@burgee/contracts';
import { clauseWords } from './clause-words.ts';
import { holds, type CompiledCondition } from './condition.ts';
import { attributeOf, valueOf } from './context.ts';
import { unreadableAs } from './readable.ts';

/** Segments as they are stored, by key. */
export type StoredSegments = ReadonlyMap<string, SegmentConfig>;

/** A part of a condition as it is stored and as it is compiled. */
type Place = {
  readonly source: Condition;
  readonly compiled: CompiledCondition;
  readonly path: ClauseFinding['path'];
  readonly segment: string | undefined;
};

type Asked = { readonly segments: StoredSegments; readonly context: EvaluationContext; readonly now: number };

const MAX_CLAUSES = 10;
const MAX_VALUES = 10;
const MAX_LENGTH = 200;

/** Whether a condition holds, and the first clauses that decided it. The compiled condition judges, the stored one names. */
export function findCondition(source: Condition, compiled: CompiledCondition, asked: Asked): ConditionFinding {
  const clauses: ClauseFinding[] = [];
  let hasMore = false;
  for (const place of decidingClauses({ source, compiled, path: [], segment: undefined }, asked)) {
    hasMore = clauses.length === MAX_CLAUSES;
    if (hasMore) break;
    clauses.push(findClause(place, asked));
  }
  return { holds: holdsAt(compiled, asked), clauses, hasMore };
}

type ClausePlace = Place & { readonly source: Clause };

/** The members that a group's result follows from: for `all` those that fail, or all of them where none does. */
function* decidingClauses(place: Place, asked: Asked): Generator<ClausePlace> {
  if (isClause(place)) {
    yield place;
    return;
  }
  const isMet = holdsAt(place.compiled, asked);
  const isGroup = 'all' in place.source || 'any' in place.source;
  for (const part of partsOf(place, asked.segments)) {
    if (!isGroup || holdsAt(part.compiled, asked) === isMet) yield* decidingClauses(part, asked);
  }
}

function isClause(place: Place): place is ClausePlace {
  return 'attribute' in place.source;
}

/** As `compileCondition` nests them: a group of one is its member, and a segment is its condition. */
function partsOf({ source, compiled, path, segment }: Place, segments: StoredSegments): Place[] {
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

function holdsAt(compiled: CompiledCondition, { context, now }: Asked): boolean {
  return holds(compiled, context, now);
}

function findClause({ source, compiled, path, segment }: ClausePlace, asked: Asked): ClauseFinding {
  const { attribute, operator } = source;
  const isNow = compiled.attribute === undefined;
  const value = isNow ? new Date(asked.now).toISOString() : valueOf(attributeOf(attribute), asked.context);
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
    holds: holdsAt(compiled, asked),
    ...(unreadable && { unreadable }),
  };
  return { ...found, detail: clauseWords({ ...found, isNow }) };
}

function shortJson(value: unknown): string {
  const text = jsonOf(value) ?? typeof value;
  return text.length > MAX_LENGTH ? `${text.slice(0, MAX_LENGTH)}…` : text;
}

/** A context in process may hold what JSON cannot, such as a function or a BigInt. */
function jsonOf(value: unknown): string | undefined {
  try {
    return JSON.stringify(value);
  } catch {
    return undefined;
  }
}
