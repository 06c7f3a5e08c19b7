import { MAX_TARGET_LENGTH } from '@burgee/contracts';
import { all, any, Inexact, isOther, isSame, type Logic } from './logic.ts';

/** An attribute of a context, as flagd reads it. */
export type Variable = {
  readonly value: Logic;
  /** The first element of a list; `null` for a number or a boolean. */
  readonly first: Logic;
  /** Whether the value is a text if it is present: ids are checked before everything else. */
  readonly isId: boolean;
};

const IDS = ['userId', 'sessionId', 'testRunId'];

/** Names that mean something else in flagd, or that its JavaScript provider reads from a prototype. */
const RESERVED = ['targetingKey', '$flagd', '__proto__'];

/** @throws Inexact if flagd cannot read the attribute: it takes dots and slashes for a path. */
export function variableOf(name: string): Variable {
  if (RESERVED.includes(name)) throw new Inexact(`uses the attribute "${name}", a name that flagd reserves`);
  if (/[./\\]/.test(name)) throw new Inexact(`uses the attribute "${name}": flagd takes . / \\ in a name for a path`);
  const key = name === 'userId' ? 'targetingKey' : name;
  return { value: { var: key }, first: { var: `${key}.0` }, isId: IDS.includes(name) };
}

/** The element that `some` tests. */
export const ELEMENT: Logic = { var: '' };

/** Holds for a text only: the text of anything else differs from the value. */
export function isText(value: Logic): Logic {
  return isSame({ cat: [value] }, value);
}

/** Tests a value, or every element of a list until one passes. The operators of flagd itself do not work in `test`. */
export function someElement({ value }: Variable, test: Logic): Logic {
  return test === false ? false : { some: [{ merge: [value] }, test] };
}

/** Holds for what the evaluator hashes: a text that is not empty, a number or a boolean, and not for a list. */
export function isHashable({ value, first, isId }: Variable): Logic {
  if (isId) return { '!!': [value] };
  return all([isOther(value, null), isOther({ cat: [value] }, ''), any([isText(value), isSame(first, null)])]);
}

/**
 * Holds for a context whose ids are not valid: each flag is then off. Short, because providers compile it for each flag. The
 * beginning of its text equals only a text that is not too long.
 */
export const INVALID_IDS: Logic = {
  some: [
    IDS.map((name) => variableOf(name).value),
    all([
      isOther(ELEMENT, null),
      any([isSame(ELEMENT, ''), isOther({ substr: [{ cat: [ELEMENT] }, 0, MAX_TARGET_LENGTH] }, ELEMENT)]),
    ]),
  ],
};
