import type { EvaluationContext } from './context.ts';
import { MAX_CONTEXT_DEPTH } from './guards.ts';
import { isJson, isPlainObject } from './json.ts';

/**
 * Stands for a context that JSON cannot carry. Its id is none, so every evaluator answers `INVALID_CONTEXT`, and none
 * takes it for an anonymous caller, whom a partial rollout includes.
 */
export const INVALID_CONTEXT: EvaluationContext = Object.freeze({ userId: '' });

/** A context as JSON would carry it, or a sentence that says why that is not possible. */
export type CopiedContext = { readonly context: EvaluationContext } | { readonly problem: string };

/**
 * The context as JSON would carry it: a `Date` becomes ISO text, `NaN` becomes `null`, `undefined` and functions are
 * absent. `INVALID_CONTEXT` where that is not possible. Returns `given` itself where JSON would carry it as it is, which
 * costs a few nanoseconds. Never throws.
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

/** As `normalizeContext`, and always a copy, so that the caller may change `given` afterwards. Never throws. */
export function copyContext(given: unknown): CopiedContext {
  try {
    const text = JSON.stringify(given, refuseOtherThanJson) as string | undefined;
    const copy: unknown = text === undefined ? undefined : JSON.parse(text);
    if (!isPlainObject(copy)) return { problem: 'The context must be an object, such as { userId: "ann" }.' };
    return { context: copy as EvaluationContext };
  } catch (error) {
    return { problem: `The context cannot be sent as JSON: ${messageOf(error)}` };
  }
}

/**
 * Whether JSON would carry `given` as it is. On the path of every evaluation, hence `__proto__`, which the compiler can
 * inline: it throws for `null`, and takes the longer way for an object of another realm and for an attribute of that name.
 */
function isNormal(given: unknown): given is EvaluationContext {
  const context = given as Readonly<Record<string, unknown>>;
  if (context['__proto__'] !== Object.prototype) return false;
  for (const name in context) {
    // eslint-disable-next-line burgee/own-lookup -- only names that a plain object has
    const value = context[name];
    if (typeof value !== 'string' && !isOtherJson(value)) return false;
  }
  return true;
}

function isOtherJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  return value === undefined || isJson(value, MAX_CONTEXT_DEPTH);
}

/** For `JSON.stringify`, which asks it about every value, with the result of `toJSON` where there is one. */
function refuseOtherThanJson(name: string, value: unknown): unknown {
  if (typeof value === 'bigint') throw new Error(`${subjectOf(name)} is a BigInt.`);
  if (typeof value !== 'object' || value === null || Array.isArray(value) || isPlainObject(value)) return value;
  if (value instanceof String || value instanceof Number || value instanceof Boolean) return value;
  throw new Error(`${subjectOf(name)} is ${kindOf(value)}, which is not plain JSON.`);
}

function subjectOf(name: string): string {
  return name === '' ? 'it' : `"${name}"`;
}

function kindOf(value: object): string {
  const { constructor } = value;
  return typeof constructor === 'function' && constructor.name !== ''
    ? `a ${constructor.name}`
    : 'an object of a class';
}

/** The first line: the rest of a message about a circle draws it. */
function messageOf(error: unknown): string {
  try {
    return (error as Error).message.split('\n', 1)[0] as string;
  } catch {
    return 'it throws when it is read.';
  }
}
