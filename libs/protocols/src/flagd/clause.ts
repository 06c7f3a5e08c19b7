import type { Clause, Operator } from '@burgee/contracts';
import { ELEMENT, isText, someElement, variableOf } from './attribute.ts';
import { reached } from './instant.ts';
import { all, any, Inexact, isOther, isSame, type Logic, not } from './logic.ts';
import { compareNumbers } from './number-clause.ts';
import { compareVersions } from './version-clause.ts';

type ClauseOf<O extends Operator> = Extract<Clause, { operator: O }>;
type TextClause = ClauseOf<'contains' | 'startsWith' | 'endsWith'>;

/** @throws Inexact */
export function clauseLogic(clause: Clause): Logic {
  return (writers[clause.operator] as (clause: Clause) => Logic)(clause);
}

const writers = {
  in: isIn,
  notIn: (clause) => not(isIn({ ...clause, operator: 'in' })),
  contains: (clause) => textLogic(clause, undefined, (part) => ({ in: [part, ELEMENT] })),
  startsWith: (clause) =>
    textLogic(clause, 'starts_with', (part) => isSame({ substr: [ELEMENT, 0, part.length] }, part)),
  endsWith: (clause) => textLogic(clause, 'ends_with', (part) => isSame({ substr: [ELEMENT, -part.length] }, part)),
  eq: (clause) => compareNumbers(clause, '=='),
  lt: (clause) => compareNumbers(clause, '<'),
  lte: (clause) => compareNumbers(clause, '<='),
  gt: (clause) => compareNumbers(clause, '>'),
  gte: (clause) => compareNumbers(clause, '>='),
  before: (clause) => any(instantsOf(clause).map((instant) => not(reached(instant)))),
  after: (clause) => any(instantsOf(clause).map(laterThan)),
  semverEq: (clause) => compareVersions(clause, '='),
  semverLt: (clause) => compareVersions(clause, '<'),
  semverLte: (clause) => compareVersions(clause, '<='),
  semverGt: (clause) => compareVersions(clause, '>'),
  semverGte: (clause) => compareVersions(clause, '>='),
  matches: ({ attribute }) => refuse(`matches a pattern with "${attribute}": flagd has no patterns`),
  inCidr: ({ attribute }) => refuse(`compares "${attribute}" with network ranges, which flagd does not have`),
  exists: ({ attribute }) => isOther(variableOf(attribute).value, null),
} satisfies { [O in Operator]: (clause: ClauseOf<O>) => Logic };

function refuse(why: string): never {
  throw new Inexact(why);
}

function isIn({ attribute, values }: ClauseOf<'in'>): Logic {
  const variable = variableOf(attribute);
  if (values.length === 0) return false;
  if (variable.isId) return { in: [variable.value, values] };
  return someElement(variable, { in: [ELEMENT, [...values, ...otherTypesOf(values)]] });
}

/** The numbers and booleans with one of these texts, because flagd compares values of one type only. */
function otherTypesOf(texts: readonly string[]): (number | boolean)[] {
  const numbers = texts.map(Number).filter((number, at) => Number.isFinite(number) && String(number) === texts[at]);
  return [...numbers, ...[true, false].filter((value) => texts.includes(String(value)))];
}

/** @param operator of flagd, for a value that is a text; `test` is for elements of a list, where it cannot be used. */
function textLogic(
  { attribute, values, ignoreCase }: TextClause,
  operator: string | undefined,
  test: (part: string) => Logic,
): Logic {
  const { value, isId } = variableOf(attribute);
  if (ignoreCase) throw new Inexact(`ignores the case of "${attribute}", which flagd cannot`);
  // Every text contains the empty one.
  if (values.includes('')) return isId ? isOther(value, null) : anyText(attribute, true);
  if (isId) return all([isOther(value, null), any(values.map((part) => idTest(value, part, operator)))]);
  const direct = operator === undefined ? [] : values.map((part) => ({ [operator]: [value, part] }));
  return any([...direct, anyText(attribute, any(values.map(test)))]);
}

function idTest(value: Logic, part: string, operator: string | undefined): Logic {
  return operator === undefined ? { in: [part, value] } : { [operator]: [value, part] };
}

function anyText(attribute: string, test: Logic): Logic {
  return someElement(variableOf(attribute), all([isText(ELEMENT), test]));
}

function instantsOf({ attribute, values }: ClauseOf<'before' | 'after'>): number[] {
  if (attribute !== '$now') throw new Inexact(`compares "${attribute}" with dates, which flagd cannot`);
  return values.map((value) => Date.parse(value));
}

/** The evaluator's `after` begins one millisecond later, which flagd's clock cannot tell. */
function laterThan(instant: number): Logic {
  try {
    return reached(instant + 1);
  } catch {
    const at = new Date(instant).toISOString();
    throw new Inexact(`begins a millisecond after ${at}: flagd's clock has whole seconds; use not before`);
  }
}
