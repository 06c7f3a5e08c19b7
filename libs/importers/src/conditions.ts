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

/** The attribute is there, and says something. */
export function isGiven(attribute: string): Condition {
  return {
    all: [
      { attribute, operator: 'exists' },
      { attribute, operator: 'notIn', values: [''] },
    ],
  };
}
