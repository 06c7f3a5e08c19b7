import type { Clause, Condition } from '@burgee/contracts';
import { findConditionProblems } from '@burgee/evaluator';
import { inRanges, readRange } from './addresses.ts';
import { NEVER } from './conditions.ts';
import { ignoringCase } from './letter-case.ts';
import type { Report } from './problems.ts';
import { type Reading, readInstant, readNumber, readVersion } from './readings.ts';
import type { UnleashConstraint } from './schema.ts';

/** Reports that a constraint has no exact counterpart. */
type ReportConstraint = (message: string) => void;

type Translate = (constraint: UnleashConstraint, report: ReportConstraint) => Condition;

/** The instant of the evaluation. Unleash compares dates with the current time, regardless of the constraint's field. */
const NOW = '$now';

const translations = new Map<string, Translate>([
  ['IN', onMembers('in')],
  ['NOT_IN', onMembers('notIn')],
  ['STR_STARTS_WITH', onText('startsWith')],
  ['STR_ENDS_WITH', onText('endsWith')],
  ['STR_CONTAINS', onText('contains')],
  ['NUM_EQ', onNumber('eq')],
  ['NUM_GT', onNumber('gt')],
  ['NUM_GTE', onNumber('gte')],
  ['NUM_LT', onNumber('lt')],
  ['NUM_LTE', onNumber('lte')],
  ['DATE_AFTER', onInstant('after')],
  ['DATE_BEFORE', onInstant('before')],
  ['SEMVER_EQ', onVersion('semverEq')],
  ['SEMVER_GT', onVersion('semverGt')],
  ['SEMVER_GTE', onVersion('semverGte')],
  ['SEMVER_LT', onVersion('semverLt')],
  ['SEMVER_LTE', onVersion('semverLte')],
  ['REGEX', matchesPattern],
  ['IN_CIDR', onRanges],
]);

/** Translates a constraint. An operator that is unknown to Unleash is false even if it is inverted. */
export function translateConstraint(constraint: UnleashConstraint, report: Report): Condition {
  const { operator, contextName, inverted } = constraint;
  const translate = translations.get(operator);
  if (!translate) return NEVER;
  const reportConstraint: ReportConstraint = (message) => report(`constraint ${operator} on "${contextName}"`, message);
  // The SDKs treat it as an ordinary field, but each one converts it to a different text.
  if (contextName === 'properties') reportConstraint(`Unleash's SDKs do not agree on the text of "properties"`);
  const condition = translate(constraint, reportConstraint);
  return inverted ? { not: condition } : condition;
}

/** Reads the operand of operators with several values. */
function readOperands({ values }: UnleashConstraint, report: ReportConstraint): string[] {
  if (!values) report('its list "values" is missing');
  return (values ?? []).map((value) => value.trim()).filter((value) => value !== '');
}

/** Reads the operand of operators with one value. */
function readOperand({ value }: UnleashConstraint, report: ReportConstraint): string | undefined {
  if (typeof value === 'string') return value;
  report('its "value" is missing');
  return undefined;
}

function onMembers(operator: 'in' | 'notIn'): Translate {
  return (constraint, report) => ({
    attribute: constraint.contextName,
    operator,
    values: readOperands(constraint, report),
  });
}

function onText(operator: 'startsWith' | 'endsWith' | 'contains'): Translate {
  return (constraint, report) => {
    const values = readOperands(constraint, report);
    const clause = { attribute: constraint.contextName, operator, values };
    return constraint.caseInsensitive ? ignoringCase(clause, report) : clause;
  };
}

function onNumber(operator: 'eq' | 'gt' | 'gte' | 'lt' | 'lte'): Translate {
  return onReading(readNumber, ({ contextName: attribute }, value) => ({ attribute, operator, values: [value] }));
}

function onInstant(operator: 'after' | 'before'): Translate {
  return onReading(readInstant, (_constraint, value) => ({ attribute: NOW, operator, values: [value] }));
}

function onVersion(operator: 'semverEq' | 'semverGt' | 'semverGte' | 'semverLt' | 'semverLte'): Translate {
  return onReading(readVersion, ({ contextName: attribute }, value) => ({ attribute, operator, values: [value] }));
}

/** An unreadable operand is false before it is inverted. */
function onReading<T>(
  read: (text: string) => Reading<T>,
  createClause: (constraint: UnleashConstraint, value: T) => Clause,
): Translate {
  return (constraint, report) => {
    const text = readOperand(constraint, report);
    if (text === undefined) return NEVER;
    const reading = read(text);
    if (typeof reading === 'object') return createClause(constraint, reading.value);
    if (reading === 'ambiguous') report(`Unleash's SDKs do not agree on the meaning of "${text}"`);
    return NEVER;
  };
}

/** An invalid pattern matches nothing. */
function matchesPattern(constraint: UnleashConstraint, report: ReportConstraint): Condition {
  const pattern = readOperand(constraint, report);
  if (pattern === undefined) return NEVER;
  const values = [constraint.caseInsensitive ? `(?i)${pattern}` : pattern];
  const clause: Clause = { attribute: constraint.contextName, operator: 'matches', values };
  return findConditionProblems(clause, []).length === 0 ? clause : NEVER;
}

/** An entry that is not an address or a range matches nothing. */
function onRanges(constraint: UnleashConstraint, report: ReportConstraint): Condition {
  const ranges = readOperands(constraint, report).flatMap((entry) => {
    const reading = readRange(entry);
    if (reading === 'ambiguous') report(`Unleash's SDKs do not agree on the meaning of "${entry}"`);
    return typeof reading === 'object' ? [reading.value] : [];
  });
  return inRanges(constraint.contextName, ranges);
}
