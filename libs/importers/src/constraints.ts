import type { Clause, Condition } from '@burgee/contracts';
import { findConditionProblems } from '@burgee/evaluator';
import { NEVER } from './conditions.ts';
import type { Report } from './problems.ts';
import { readInstant, readNumber, readVersion, type Reading } from './readings.ts';
import type { UnleashConstraint } from './schema.ts';

type Translate = (constraint: UnleashConstraint, report: Report) => Condition;

/** The instant of the evaluation: Unleash compares dates with the current time, whatever the constraint names. */
const NOW = '$now';

const translations = new Map<string, Translate>([
  ['IN', (constraint) => ({ attribute: constraint.contextName, operator: 'in', values: entriesOf(constraint) })],
  ['NOT_IN', (constraint) => ({ attribute: constraint.contextName, operator: 'notIn', values: entriesOf(constraint) })],
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
  ['IN_CIDR', inRanges],
]);

/** When a constraint holds. An operator that Unleash does not know is false either way; all others can be inverted. */
export function conditionOf(constraint: UnleashConstraint, report: Report): Condition {
  const translate = translations.get(constraint.operator);
  if (!translate) return NEVER;
  const condition = translate(constraint, report);
  return constraint.inverted ? { not: condition } : condition;
}

function entriesOf({ values }: UnleashConstraint): string[] {
  return values.map((value) => value.trim()).filter((value) => value !== '');
}

function onText(operator: 'startsWith' | 'endsWith' | 'contains'): Translate {
  return (constraint) => {
    const clause: Clause = { attribute: constraint.contextName, operator, values: entriesOf(constraint) };
    return constraint.caseInsensitive ? { ...clause, ignoreCase: true } : clause;
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

/** What cannot be read is false before it is inverted. */
function onReading<T>(
  read: (text: string) => Reading<T>,
  clauseOf: (constraint: UnleashConstraint, value: T) => Clause,
): Translate {
  return (constraint, report) => {
    const text = constraint.value ?? '';
    const reading = read(text);
    if (reading === 'unreadable') return NEVER;
    if (reading !== 'ambiguous') return clauseOf(constraint, reading.value);
    report(constructOf(constraint), `Unleash's SDKs do not agree on what "${text}" is`);
    return NEVER;
  };
}

/** The pattern is Unleash's `value`; where that is empty, any of `values`. An invalid pattern matches nothing. */
function matchesPattern(constraint: UnleashConstraint): Condition {
  const { contextName: attribute, value } = constraint;
  const entries = entriesOf(constraint);
  const patterns = typeof value === 'string' && (value !== '' || entries.length === 0) ? [value] : entries;
  const valid = patterns.filter((pattern) => canBeEvaluated({ attribute, operator: 'matches', values: [pattern] }));
  return valid.length > 0 ? { attribute, operator: 'matches', values: valid } : NEVER;
}

/** An entry that is no address or range contains nothing. */
function inRanges(constraint: UnleashConstraint): Condition {
  const { contextName: attribute } = constraint;
  return { attribute, operator: 'inCidr', values: entriesOf(constraint).filter(isAddressRange) };
}

export function isAddressRange(text: string): boolean {
  return canBeEvaluated({ attribute: 'remoteAddress', operator: 'inCidr', values: [text] });
}

function canBeEvaluated(clause: Clause): boolean {
  return findConditionProblems(clause, []).length === 0;
}

function constructOf({ operator, contextName }: UnleashConstraint): string {
  return `constraint ${operator} on "${contextName}"`;
}
