import type { Clause } from '@burgee/contracts';
import { ELEMENT, isText, someElement, variableOf } from './attribute.ts';
import { all, any, isOther, isSame, type Logic } from './logic.ts';

type NumberClause = Extract<Clause, { operator: 'eq' | 'lt' | 'lte' | 'gt' | 'gte' }>;

/**
 * A clause on a number, or a text that is one. Nothing else may reach the comparison: flagd counts `null`, booleans and empty
 * text as numbers, and fails for other text and lists.
 */
export function compareNumbers({ attribute, values }: NumberClause, operator: string): Logic {
  const variable = variableOf(attribute);
  const { value, first, isId } = variable;
  const compare = (number: Logic) => any(values.map((other) => ({ [operator]: [number, other] })));
  const inText = all([isText(value), isNumberText(value), compare(value)]);
  if (isId) return inText;
  if (operator === '==') return any([{ in: [value, values] }, inText]);
  const isNumber = all([
    isOther(ELEMENT, null),
    isOther(ELEMENT, true),
    isOther(ELEMENT, false),
    { '!': [isText(ELEMENT)] },
  ]);
  const isPlain = all([isSame(first, null), someElement(variable, all([isNumber, compare(ELEMENT)]))]);
  return any([isPlain, inText]);
}

const DIGITS = '0123456789';

/**
 * Whether a text is a number, without an error for one that is not: compared with `null`, it is 0, and text that is not a
 * number is neither less nor more. The first, second and last characters exclude spaces, hexadecimals and infinity.
 */
function isNumberText(text: Logic): Logic {
  const isAmong = (characters: string, ...at: number[]): Logic => ({ in: [{ substr: [text, ...at] }, characters] });
  return all([
    isOther(text, ''),
    isAmong(`+-.${DIGITS}`, 0, 1),
    isAmong(`.eE${DIGITS}`, 1, 1),
    isAmong(`.${DIGITS}`, -1),
    any([{ '>=': [text, null] }, { '<': [text, null] }]),
  ]);
}
