import type { Clause, Operator } from '@burgee/contracts';
import { inRanges } from './address-ranges.ts';
import { contextNameOf, isId } from './fields.ts';
import { type Formula, isAfter, isBefore, NEVER } from './formula.ts';
import type { SpecLevel } from './spec-level.ts';
import { Unmappable } from './unmappable.ts';
import type { UnleashConstraint, UnleashOperator } from './wire.ts';

type ClauseOf<O extends Operator> = Extract<Clause, { operator: O }>;
type Translate<C> = (clause: C, level: SpecLevel) => Formula;

/** The instant of the evaluation. Unleash compares dates with nothing else. */
const NOW = '$now';

/** Translates a clause exactly, for every context that Unleash's SDKs can send. @throws Unmappable if that is impossible. */
export function translateClause(clause: Clause, level: SpecLevel): Formula {
  // The table is complete by type, but TypeScript cannot infer that the entry for this operator accepts this clause.
  return (translations[clause.operator] as Translate<Clause>)(clause, level);
}

const translations = {
  in: onMembers,
  notIn: (clause, level) => ({ not: onMembers(clause, level) }),
  contains: onText('STR_CONTAINS'),
  startsWith: onText('STR_STARTS_WITH'),
  endsWith: onText('STR_ENDS_WITH'),
  eq: onNumber('NUM_EQ'),
  lt: onNumber('NUM_LT'),
  lte: onNumber('NUM_LTE'),
  gt: onNumber('NUM_GT'),
  gte: onNumber('NUM_GTE'),
  before: onInstant(isBefore),
  after: onInstant(isAfter),
  semverEq: onVersion('SEMVER_EQ'),
  semverLt: onVersion('SEMVER_LT'),
  semverLte: onVersion('SEMVER_LT', 'SEMVER_EQ'),
  semverGt: onVersion('SEMVER_GT'),
  semverGte: onVersion('SEMVER_GT', 'SEMVER_EQ'),
  matches: ({ attribute, values }, level) => anyOf(values.map((pattern) => matching(attribute, pattern, level))),
  inCidr: ({ attribute, values }, level) => {
    requirePatterns(level, 'an address range');
    return inRanges(contextNameOf(attribute), values);
  },
  exists: ({ attribute }, level) => existing(attribute, level),
} satisfies { [O in Operator]: Translate<ClauseOf<O>> };

function anyOf(formulas: readonly Formula[]): Formula {
  const [only, ...others] = formulas;
  return only && others.length === 0 ? only : { any: formulas };
}

function withValues(attribute: string, operator: UnleashOperator, values: readonly string[]): UnleashConstraint {
  return { contextName: contextNameOf(attribute), operator, values };
}

function withValue(attribute: string, operator: UnleashOperator, value: string): UnleashConstraint {
  return { contextName: contextNameOf(attribute), operator, values: [], value };
}

/** Unleash drops empty values and trims the others. */
function requireTrimmed(values: readonly string[]): void {
  const padded = values.find((value) => value !== value.trim());
  if (padded !== undefined) {
    throw new Unmappable(`The value ${JSON.stringify(padded)} has white space at an end, which Unleash removes.`);
  }
}

function onMembers({ attribute, values }: ClauseOf<'in' | 'notIn'>, level: SpecLevel): Formula {
  const given = values.filter((value) => value !== '');
  requireTrimmed(given);
  const members = given.length > 0 ? withValues(attribute, 'IN', given) : NEVER;
  // An empty id counts as absent.
  if (given.length === values.length || isId(attribute)) return members;
  return { any: [members, matching(attribute, '^$', level)] };
}

function onText(operator: UnleashOperator): Translate<ClauseOf<'contains' | 'startsWith' | 'endsWith'>> {
  return ({ attribute, values, ignoreCase }, level) => {
    // Every text contains the empty text.
    if (values.includes('')) return existing(attribute, level);
    requireTrimmed(values);
    const cased = ignoreCase ? values.find((value) => /\p{L}|\p{M}/u.test(value)) : undefined;
    if (cased !== undefined) {
      throw new Unmappable(
        `"${cased}" ignores case, and Unleash equates fewer letters: ſ and s, or ß and ss, are different there.`,
      );
    }
    return values.length > 0 ? withValues(attribute, operator, values) : NEVER;
  };
}

const DIGITS = [...'0123456789'];

/** Unleash reads more texts as numbers: an empty one as 0, hexadecimal ones, and those with white space. */
function onNumber(operator: UnleashOperator): Translate<ClauseOf<'eq' | 'lt' | 'lte' | 'gt' | 'gte'>> {
  return ({ attribute, values }) => ({
    all: [
      anyOf(values.map((value) => withValue(attribute, operator, String(value)))),
      withValues(attribute, 'STR_STARTS_WITH', [...DIGITS, '+', '-', '.']),
      withValues(attribute, 'STR_ENDS_WITH', [...DIGITS, '.']),
      { ...withValues(attribute, 'STR_CONTAINS', [...'xXoObB']), inverted: true },
    ],
  });
}

const LETTERS = [...'abcdefghijklmnopqrstuvwxyz'];
const VERSION_ENDS = [...DIGITS, ...LETTERS, ...LETTERS.map((letter) => letter.toUpperCase()), '-'];

/** Unleash ignores white space around a version. */
function onVersion(...operators: UnleashOperator[]): Translate<{ attribute: string; values: readonly string[] }> {
  return ({ attribute, values }) => ({
    all: [
      anyOf(values.flatMap((value) => operators.map((operator) => withValue(attribute, operator, value)))),
      withValues(attribute, 'STR_STARTS_WITH', DIGITS),
      withValues(attribute, 'STR_ENDS_WITH', VERSION_ENDS),
    ],
  });
}

function onInstant(constraintAt: (instant: number) => UnleashConstraint): Translate<ClauseOf<'before' | 'after'>> {
  return ({ attribute, values }) => {
    if (attribute !== NOW) {
      throw new Unmappable(`A clause compares the date "${attribute}", and Unleash compares only the current time.`);
    }
    return anyOf(values.map((value) => constraintAt(Date.parse(value))));
  };
}

function matching(attribute: string, pattern: string, level: SpecLevel): Formula {
  requirePatterns(level, pattern === '^$' ? 'an empty value' : 'a pattern');
  const own = withValue(attribute, 'REGEX', pattern);
  return isId(attribute) ? { all: [own, existing(attribute, level)] } : own;
}

/** An empty id counts as absent. */
function existing(attribute: string, level: SpecLevel): Formula {
  requirePatterns(level, `whether "${attribute}" exists`);
  return withValue(attribute, 'REGEX', isId(attribute) ? '(?s).' : '^');
}

function requirePatterns(level: SpecLevel, part: string): void {
  if (level >= 6) return;
  throw new Unmappable(`A clause tests ${part}, which only SDKs with client specification 6 or later can do.`);
}
