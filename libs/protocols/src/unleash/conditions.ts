import type { Condition, SegmentConfig } from '@burgee/contracts';
import { translateClause } from './constraints.ts';
import type { Formula } from './formula.ts';
import type { SpecLevel } from './spec-level.ts';

export type Segments = ReadonlyMap<string, SegmentConfig>;

/**
 * Translates a condition, with its segments inlined. The segments must exist and must not contain themselves, as in a flag
 * that can be evaluated.
 *
 * @throws Unmappable
 */
export function translateCondition(condition: Condition, segments: Segments, level: SpecLevel): Formula {
  const translate = (inner: Condition) => translateCondition(inner, segments, level);
  if ('all' in condition) return { all: condition.all.map(translate) };
  if ('any' in condition) return { any: condition.any.map(translate) };
  if ('not' in condition) return { not: translate(condition.not) };
  if ('segment' in condition) return translate((segments.get(condition.segment) as SegmentConfig).condition);
  return translateClause(condition, level);
}
