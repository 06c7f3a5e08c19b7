import type { Clause, Condition } from '@burgee/contracts';
import { formatShortList, pluralize } from '../format/words.ts';
import { OPERATORS } from './operators.ts';

const MAX_NAMED = 3;

/**
 * Formats a condition as part of a sentence: "country is one of DE, AT and plan is not free".
 *
 * Nested groups are put in parentheses, because "and" next to "or" is ambiguous.
 */
export function conditionWords(condition: Condition): string {
  return conditionPhrase(condition, false, true);
}

function conditionPhrase(condition: Condition, isNot: boolean, isOuter: boolean): string {
  if ('not' in condition) return conditionPhrase(condition.not, !isNot, isOuter);
  if ('segment' in condition) return `${isNot ? 'not in' : 'in'} the segment ${condition.segment}`;
  if ('all' in condition) return groupWords(condition.all, 'and', isNot, isOuter);
  if ('any' in condition) return groupWords(condition.any, 'or', isNot, isOuter);
  return clauseWords(condition, isNot);
}

function groupWords(conditions: readonly Condition[], joint: 'and' | 'or', isNot: boolean, isOuter: boolean): string {
  const [only] = conditions;
  if (!only) return (joint === 'and') === isNot ? 'no one' : 'everyone';
  if (conditions.length === 1) return conditionPhrase(only, isNot, isOuter);
  const words = conditions.map((condition) => conditionPhrase(condition, false, false)).join(` ${joint} `);
  if (isNot) return `not (${words})`;
  return isOuter ? words : `(${words})`;
}

function clauseWords(clause: Clause, isNot: boolean): string {
  const { attribute, operator } = clause;
  const values: readonly (string | number)[] = 'values' in clause ? clause.values : [];
  const [one, more] = OPERATORS[operator][isNot ? 'notWords' : 'words'];
  const name = attribute === '$now' ? 'now' : attribute || '(no attribute)';
  if (operator === 'exists') return `${name} ${one}`;
  const suffix = 'ignoreCase' in clause && clause.ignoreCase ? ' (ignoring case)' : '';
  if (values.length === 0) return `${name} ${more} (no values)`;
  return `${name} ${pluralize(values.length, one, more)} ${joinValues(values)}${suffix}`;
}

function joinValues(values: readonly (string | number)[]): string {
  const named = values.slice(0, MAX_NAMED).map((value) => (value === '' ? '""' : String(value)));
  return formatShortList(named, values.length);
}
