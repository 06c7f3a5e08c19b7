import type { AnyContext } from '@burgee/flags';

/** A context as JSON represents it, or why JSON cannot. */
export type CopiedContext = { readonly context?: AnyContext; readonly problem?: string };

/**
 * Copies a context as JSON represents it, so that the application may change its own object. A small version of `copyContext` of
 * the contracts, with which a property compares it. Never throws.
 */
export function copyContext(given: unknown): CopiedContext {
  let rejected = '';
  const rejectNonJson = (name: string, value: unknown) => {
    if (isPlain(value)) return value;
    rejected = name;
    throw new TypeError();
  };
  try {
    const context = JSON.parse(JSON.stringify(given, rejectNonJson)) as AnyContext;
    if (context && typeof context === 'object' && !Array.isArray(context)) return { context };
  } catch {
    // The thrown value adds nothing to the name of the attribute.
  }
  return { problem: `The context is not plain JSON: ${rejected}` };
}

/** Whether JSON would not drop the content of the value. */
function isPlain(value: unknown): boolean {
  if (typeof value !== 'object' || !value || Array.isArray(value)) return typeof value !== 'bigint';
  const prototype: unknown = Object.getPrototypeOf(value);
  // Those of classes have a prototype themselves, and those of plain objects of any realm do not.
  return !prototype || !Object.getPrototypeOf(prototype);
}
