import type { Condition } from '@burgee/contracts';

export const NEVER: Condition = { any: [] };

export function allOf(conditions: readonly Condition[]): Condition {
  const [only, ...others] = conditions;
  return only && others.length === 0 ? only : { all: [...conditions] };
}

export function anyOf(conditions: readonly Condition[]): Condition {
  const [only, ...others] = conditions;
  return only && others.length === 0 ? only : { any: [...conditions] };
}

/** Holds if the attribute is present and not empty. */
export function isGiven(attribute: string): Condition {
  return {
    all: [
      { attribute, operator: 'exists' },
      { attribute, operator: 'notIn', values: [''] },
    ],
  };
}
