import type { Operator } from '@burgee/contracts';

/** The kind of an operator's values, which determines how they are typed. */
export type ValueKind = 'list' | 'text' | 'number' | 'instant' | 'version' | 'pattern' | 'network' | 'none';

type OperatorLook = {
  readonly kind: ValueKind;
  /** The label in the operator menu. */
  readonly label: string;
  /** The words in a sentence, for one value and for several. */
  readonly words: readonly [one: string, more: string];
  /** The same, negated. */
  readonly notWords: readonly [one: string, more: string];
};

/** The operators of the contract in words, in the order of the menu. */
export const OPERATORS = {
  in: look('list', 'is one of', ['is', 'is one of'], ['is not', 'is none of']),
  notIn: look('list', 'is none of', ['is not', 'is none of'], ['is', 'is one of']),
  contains: look('text', 'contains', ['contains', 'contains any of'], ['does not contain', 'contains none of']),
  startsWith: look(
    'text',
    'starts with',
    ['starts with', 'starts with any of'],
    ['does not start with', 'starts with none of'],
  ),
  endsWith: look('text', 'ends with', ['ends with', 'ends with any of'], ['does not end with', 'ends with none of']),
  eq: look('number', '= (number)', ['equals', 'equals any of'], ['does not equal', 'equals none of']),
  lt: look(
    'number',
    '< less than',
    ['is less than', 'is less than any of'],
    ['is not less than', 'is less than none of'],
  ),
  lte: look('number', '≤ at most', ['is at most', 'is at most any of'], ['is not at most', 'is at most none of']),
  gt: look(
    'number',
    '> more than',
    ['is more than', 'is more than any of'],
    ['is not more than', 'is more than none of'],
  ),
  gte: look('number', '≥ at least', ['is at least', 'is at least any of'], ['is not at least', 'is at least none of']),
  before: look('instant', 'is before', ['is before', 'is before any of'], ['is not before', 'is before none of']),
  after: look('instant', 'is after', ['is after', 'is after any of'], ['is not after', 'is after none of']),
  semverEq: look(
    'version',
    'is version',
    ['is version', 'is any of the versions'],
    ['is not version', 'is none of the versions'],
  ),
  semverLt: look(
    'version',
    'is a version before',
    ['is a version before', 'is a version before any of'],
    ['is not a version before', 'is a version before none of'],
  ),
  semverLte: look(
    'version',
    'is at most version',
    ['is at most version', 'is at most any of the versions'],
    ['is not at most version', 'is at most none of the versions'],
  ),
  semverGt: look(
    'version',
    'is a version after',
    ['is a version after', 'is a version after any of'],
    ['is not a version after', 'is a version after none of'],
  ),
  semverGte: look(
    'version',
    'is at least version',
    ['is at least version', 'is at least any of the versions'],
    ['is not at least version', 'is at least none of the versions'],
  ),
  matches: look('pattern', 'matches the pattern', ['matches', 'matches any of'], ['does not match', 'matches none of']),
  inCidr: look(
    'network',
    'is in the network',
    ['is in the network', 'is in any of the networks'],
    ['is not in the network', 'is in none of the networks'],
  ),
  exists: look('none', 'is set', ['is set', 'is set'], ['is not set', 'is not set']),
} as const satisfies Record<Operator, OperatorLook>;

export const OPERATOR_GROUPS = [
  { group: 'Any attribute', items: operatorItems('in', 'notIn', 'exists') },
  { group: 'Text', items: operatorItems('contains', 'startsWith', 'endsWith', 'matches') },
  { group: 'Number', items: operatorItems('eq', 'lt', 'lte', 'gt', 'gte') },
  { group: 'Date', items: operatorItems('before', 'after') },
  { group: 'Version', items: operatorItems('semverEq', 'semverLt', 'semverLte', 'semverGt', 'semverGte') },
  { group: 'IP address', items: operatorItems('inCidr') },
];

/** Placeholders of an empty values field. */
export const VALUE_HINTS: Readonly<Record<ValueKind, string>> = {
  list: 'Type a value, then press Enter',
  text: 'Type text, then press Enter',
  number: 'Such as 18 or 2.5',
  instant: 'Such as 2027-01-31 or 2027-01-31T12:00:00Z',
  version: 'Such as 1.4.0',
  pattern: 'Such as ^beta-',
  network: 'Such as 10.0.0.0/8',
  none: '',
};

export function isOperator(text: string): text is Operator {
  return Object.hasOwn(OPERATORS, text);
}

function look(
  kind: ValueKind,
  label: string,
  words: OperatorLook['words'],
  notWords: OperatorLook['notWords'],
): OperatorLook {
  return { kind, label, words, notWords };
}

function operatorItems(...operators: readonly Operator[]): { value: Operator; label: string }[] {
  return operators.map((value) => ({ value, label: OPERATORS[value].label }));
}
