import type { Clause, Condition } from '@burgee/contracts';
import { OPERATORS } from './operators.ts';

const MAX_NAMED = 3;

/**
 * A condition as a sentence's part: "country is one of DE, AT and plan is not free".
 *
 * Groups within groups stand in brackets: "and" and "or" side by side can be read in two ways.
 */
export function conditionWords(condition: Condition): string {
  return wordsOf(condition, false, true);
}

function wordsOf(condition: Condition, isNot: boolean, isOuter: boolean): string {
  if ('not' in condition) return wordsOf(condition.not, !isNot, isOuter);
  if ('segment' in condition) return `${isNot ? 'not in' : 'in'} the segment ${condition.segment}`;
  if ('all' in condition) return groupWords(condition.all, 'and', isNot, isOuter);
  if ('any' in condition) return groupWords(condition.any, 'or', isNot, isOuter);
  return clauseWords(condition, isNot);
}

function groupWords(conditions: readonly Condition[], joint: 'and' | 'or', isNot: boolean, isOuter: boolean): string {
  const [only] = conditions;
  if (!only) return (joint === 'and') === isNot ? 'no one' : 'everyone';
  if (conditions.length === 1) return wordsOf(only, isNot, isOuter);
  const words = conditions.map((condition) => wordsOf(condition, false, false)).join(` ${joint} `);
  if (isNot) return `not (${words})`;
  return isOuter ? words : `(${words})`;
}

function clauseWords(clause: Clause, isNot: boolean): string {
  const { attribute, operator } = clause;
  const values: readonly (string | number)[] = 'values' in clause ? clause.values : [];
  const [one, more] = OPERATORS[operator][isNot ? 'notWords' : 'words'];
  const name = attribute === '$now' ? 'now' : attribute || '(no attribute)';
  if (operator === 'exists') return `${name} ${one}`;
  const suffix = 'ignoreCase' in clause && clause.ignoreCase ? ' (any case)' : '';
  if (values.length === 0) return `${name} ${more} (no values)`;
  return `${name} ${values.length === 1 ? one : more} ${listed(values)}${suffix}`;
}

function listed(values: readonly (string | number)[]): string {
  const named = values.slice(0, MAX_NAMED).map((value) => (value === '' ? '""' : String(value)));
  const left = values.length - named.length;
  return named.join(', ') + (left > 0 ? ` and ${left} more` : '');
}
