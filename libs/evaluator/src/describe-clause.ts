import type { ClauseFinding, Operator, Unreadable } from '@burgee/contracts';

/** Descriptions of a value for which a clause holds, and of one for which it does not. */
const VERBS: Readonly<Record<Operator, readonly [holds: string, fails: string]>> = {
  in: ['is one of', 'is not one of'],
  notIn: ['is not one of', 'is one of'],
  contains: ['contains', 'does not contain'],
  startsWith: ['starts with', 'does not start with'],
  endsWith: ['ends with', 'does not end with'],
  eq: ['equals', 'does not equal'],
  lt: ['is less than', 'is not less than'],
  lte: ['is at most', 'is more than'],
  gt: ['is more than', 'is not more than'],
  gte: ['is at least', 'is less than'],
  before: ['is before', 'is not before'],
  after: ['is after', 'is not after'],
  semverEq: ['is version', 'is not version'],
  semverLt: ['is a version before', 'is not a version before'],
  semverLte: ['is at most version', 'is a version after'],
  semverGt: ['is a version after', 'is not a version after'],
  semverGte: ['is at least version', 'is a version before'],
  matches: ['matches', 'does not match'],
  inCidr: ['is in', 'is not in'],
  exists: ['is present', 'is missing'],
};

const KINDS: Readonly<Record<Unreadable, string>> = {
  text: 'text',
  number: 'a number',
  instant: 'a date',
  version: 'a version',
  address: 'an IP address',
};

type Found = Omit<ClauseFinding, 'detail' | 'operator'> & { readonly operator: Operator; readonly isNow: boolean };

/** Returns a sentence without a period: `country is "BE", which is not one of "NL", "DE"`. */
export function describeClause(found: Found): string {
  return `${describeFact(found)}${describeSegment(found)}${isNegated(found) ? ', and the rule requires the opposite' : ''}`;
}

function describeFact({ attribute, actual, operator, holds, unreadable, isNow, ...found }: Found): string {
  if (actual === undefined) return `the context has no ${attribute}`;
  const fact = isNow ? `now is ${actual}` : `${attribute} is ${actual}`;
  if (unreadable) return `${fact}, which cannot be read as ${KINDS[unreadable]}`;
  if (operator === 'exists') return fact;
  return `${fact}, which ${VERBS[operator][holds ? 0 : 1]} ${describeValues(found)}`;
}

function describeValues({
  values,
  valueCount,
  ignoreCase,
}: Pick<Found, 'values' | 'valueCount' | 'ignoreCase'>): string {
  if (valueCount === 0) return 'an empty list';
  const more = valueCount - values.length;
  const texts = values.map((value) => JSON.stringify(value)).join(', ');
  return `${texts}${more > 0 ? ` or ${more} more` : ''}${ignoreCase ? ' (ignoring case)' : ''}`;
}

function describeSegment({ segment }: Found): string {
  return segment === undefined ? '' : ` (segment "${segment}")`;
}

/** Whether the condition holds if the clause does not. */
function isNegated({ path }: Found): boolean {
  return path.filter((step) => step === 'not').length % 2 === 1;
}
