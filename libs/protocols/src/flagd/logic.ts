/** JSON Logic, as flagd evaluates it: an object is an operator with its arguments; anything else is a value. */
export type Logic =
  string | number | boolean | null | readonly Logic[] | { readonly [operator: string]: Logic | undefined };

/** A condition and the result while it holds. */
export type Branch = readonly [condition: Logic, result: Logic];

/** Thrown for a part of a flag that flagd cannot express exactly. The message completes "The flag ...". */
export class Inexact extends Error {}

/** Returns the reason instead of throwing it. Any other error is a bug. */
export function attempt<T>(work: () => T): T | Inexact {
  try {
    return work();
  } catch (error) {
    if (error instanceof Inexact) return error;
    throw error;
  }
}

export function all(parts: readonly Logic[]): Logic {
  if (parts.includes(false)) return false;
  const open = parts.filter((part) => part !== true);
  return open.length > 1 ? { and: open } : (open[0] ?? true);
}

export function any(parts: readonly Logic[]): Logic {
  if (parts.includes(true)) return true;
  const open = parts.filter((part) => part !== false);
  return open.length > 1 ? { or: open } : (open[0] ?? false);
}

export function not(part: Logic): Logic {
  return typeof part === 'boolean' ? !part : { '!': [part] };
}

export function isSame(one: Logic, other: Logic): Logic {
  return { '===': [one, other] };
}

export function isOther(one: Logic, other: Logic): Logic {
  return { '!==': [one, other] };
}

/** The result of the first branch whose condition holds. Leaves out branches that cannot decide. */
export function choose(branches: readonly Branch[], otherwise: Logic): Logic {
  const certain = branches.findIndex(([condition]) => condition === true);
  const last = certain < 0 ? otherwise : (branches[certain] as Branch)[1];
  const open = (certain < 0 ? branches : branches.slice(0, certain)).filter(([condition]) => condition !== false);
  const deciding = open.slice(0, open.findLastIndex(([, result]) => result !== last) + 1);
  return deciding.length === 0 ? last : { if: [...deciding.flat(), last] };
}
