import type { EvaluationContext } from './context.ts';
import { MAX_CONTEXT_DEPTH } from './guards.ts';
import { freezeJson, isJson, isPlainObject } from './json.ts';

/**
 * Replaces a context that JSON cannot represent. Its id is invalid, so every evaluator returns the error `INVALID_CONTEXT`
 * instead of treating it as an anonymous caller, whom a partial rollout includes.
 */
export const INVALID_CONTEXT: EvaluationContext = /* @__PURE__ */ Object.freeze({ userId: '' });

/** A context as JSON represents it, or a sentence that says why JSON cannot. */
export type CopiedContext = { readonly context: EvaluationContext } | { readonly problem: string };

/**
 * Returns the context as JSON represents it: a `Date` becomes ISO text, `NaN` becomes `null`, `undefined` and functions are
 * dropped. Returns `given` itself if JSON would not change it, which costs a few nanoseconds, and `INVALID_CONTEXT` if JSON
 * cannot represent it. Never throws.
 */
export function normalizeContext(given: unknown): EvaluationContext {
  try {
    if (isNormal(given)) return given;
  } catch {
    // `null`, a getter or a proxy that throws, or a runtime that forbids `__proto__`.
  }
  return copyOrInvalid(given);
}

function copyOrInvalid(given: unknown): EvaluationContext {
  const copied = copyContext(given);
  return 'context' in copied ? copied.context : INVALID_CONTEXT;
}

/** Like `normalizeContext`, but always copies, so that the caller may change `given` afterwards. Never throws. */
export function copyContext(given: unknown): CopiedContext {
  try {
    const text = JSON.stringify(given, rejectNonJson) as string | undefined;
    const copy: unknown = text === undefined ? undefined : JSON.parse(text);
    if (!isPlainObject(copy)) return { problem: 'The context must be an object, such as { userId: "ann" }.' };
    return { context: copy as EvaluationContext };
  } catch (error) {
    return { problem: `The context cannot be sent as JSON: ${firstMessageLine(error)}` };
  }
}

/**
 * Marks contexts that are known to be JSON and cannot change. Registered, because a program may have several copies of this
 * package, such as one in `@burgee/node` and one in `@burgee/evaluator`.
 */
const CHECKED: unique symbol = /* @__PURE__ */ Symbol.for('@burgee/contracts/checked-context');

/**
 * Deeply freezes a context that JSON represents, so that no evaluation checks it again (ADR 0055).
 *
 * @param context such as one of `copyContext`.
 */
export function freezeContext(context: EvaluationContext): EvaluationContext {
  Object.defineProperty(context, CHECKED, { value: true });
  return freezeJson(context);
}

/**
 * Whether JSON would not change `given`. Runs on every evaluation, hence `__proto__`, which the compiler can inline: it
 * throws for `null`, and an object of another realm or an attribute of that name takes the slow path.
 */
function isNormal(given: unknown): given is EvaluationContext {
  const context = given as Readonly<Record<string, unknown>> & { readonly [CHECKED]?: true };
  if (context['__proto__'] !== Object.prototype) return false;
  if (context[CHECKED] === true) return true;
  for (const name in context) {
    // eslint-disable-next-line burgee/own-lookup -- only names that a plain object has
    const value = context[name];
    if (typeof value !== 'string' && !isNormalNonString(value)) return false;
  }
  return true;
}

function isNormalNonString(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return value === undefined || isJson(value, MAX_CONTEXT_DEPTH);
}

/** Replacer for `JSON.stringify`, which calls it with every value, after `toJSON`. */
function rejectNonJson(name: string, value: unknown): unknown {
  if (typeof value === 'bigint') throw new Error(`${quotedName(name)} is a BigInt.`);
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isPlainObject(value)) return value;
  if (value instanceof String || value instanceof Number || value instanceof Boolean) return value;
  throw new Error(`${quotedName(name)} is ${describeClass(value)}, which is not plain JSON.`);
}

function quotedName(name: string): string {
  return name === '' ? 'it' : `"${name}"`;
}

function describeClass(value: object): string {
  const { constructor } = value;
  return typeof constructor === 'function' && constructor.name !== ''
    ? `a ${constructor.name}`
    : 'an object of a class';
}

/** Returns only the first line, because the message about a circular reference draws the circle below it. */
function firstMessageLine(error: unknown): string {
  try {
    return (error as Error).message.split('\n', 1)[0] as string;
  } catch {
    return 'it throws when it is read.';
  }
}
