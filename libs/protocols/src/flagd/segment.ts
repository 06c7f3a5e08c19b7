import type { Condition, SegmentConfig } from '@burgee/contracts';
import { clauseLogic } from './clause.ts';
import { all, any, attempt, Inexact, type Logic, not } from './logic.ts';

/** Returns the logic of a segment. @throws Inexact */
export type SegmentLogic = (key: string) => Logic;

/** @throws Inexact */
export function conditionLogic(condition: Condition, segments: SegmentLogic): Logic {
  if ('all' in condition) return all(condition.all.map((inner) => conditionLogic(inner, segments)));
  if ('any' in condition) return any(condition.any.map((inner) => conditionLogic(inner, segments)));
  if ('not' in condition) return not(conditionLogic(condition.not, segments));
  if ('segment' in condition) return segments(condition.segment);
  return clauseLogic(condition);
}

/** Segments as parts that the rules of flags refer to. */
export type Evaluators = {
  readonly reference: SegmentLogic;
  /** Those that were referred to, by name. */
  named(): Readonly<Record<string, Logic>>;
};

/** Longer text would multiply: a segment may name others, which name others. */
const MAX_LENGTH = 1_000_000;

/**
 * Each segment contains those that it uses, because providers replace references in any order. Flags that are not broken use
 * no segment that is missing or uses itself.
 */
export function createEvaluators(segments: readonly SegmentConfig[]): Evaluators {
  const byKey = new Map<string, SegmentConfig>(segments.map((segment) => [segment.key, segment]));
  const known = new Map<string, Logic | Inexact>();
  const named = new Map<string, Logic>();

  function write(key: string): Logic | Inexact {
    const { condition } = byKey.get(key) as SegmentConfig;
    const logic = attempt(() => conditionLogic(condition, inline));
    if (logic instanceof Inexact) return new Inexact(`uses the segment "${key}", which ${logic.message}`);
    if (JSON.stringify(logic).length <= MAX_LENGTH) return logic;
    return new Inexact(`uses the segment "${key}", which is too large with the segments that it uses`);
  }

  function inline(key: string): Logic {
    const logic = known.get(key) ?? write(key);
    known.set(key, logic);
    if (logic instanceof Inexact) throw logic;
    return logic;
  }

  function refer(key: string): Logic {
    const logic = inline(key);
    // A provider in JavaScript would take these pairs for patterns of a replacement.
    if (typeof logic === 'boolean' || /\$[$&`']/.test(JSON.stringify(logic))) return logic;
    const name = nameOf(key);
    named.set(name, logic);
    return { $ref: name };
  }

  const references = new Map<string, Logic>();
  return {
    reference: (key) => {
      const reference = references.get(key) ?? refer(key);
      references.set(key, reference);
      return reference;
    },
    named: () => Object.fromEntries(named),
  };
}

/** A name without characters that have a meaning in patterns, which providers search for. Differs for every key. */
function nameOf(key: string): string {
  return `segment_${key.replace(/[^A-Za-z0-9]/g, (character) => `_${character.charCodeAt(0)}_`)}`;
}
