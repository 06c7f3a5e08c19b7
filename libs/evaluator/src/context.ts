import { type EvaluationContext, INVALID_CONTEXT, isTarget } from '@burgee/contracts';
import { BrokenConfig } from './broken-config.ts';
import type { ContextOverrides } from './overrides.ts';

/** The caller's input besides the context. */
export type EvaluateOptions = {
  /** The instant of the evaluation, in milliseconds since 1970. */
  readonly now: number;
  /** A number in `[0, 1)` for rollouts and splits that are random for contexts without an id. Without it, such a rollout excludes. */
  readonly random?: number | undefined;
  /** Overrides for the context's ids; see `overridesFor`. */
  readonly overrides?: ContextOverrides | undefined;
};

/** Whether an id is valid: absent, or a text of 1 to 255 characters. */
function isId(value: unknown): boolean {
  return value === undefined || isTarget(value);
}

/** Whether the ids of a normalized context are valid. Those of `INVALID_CONTEXT` are not. */
export function hasValidIds(context: EvaluationContext): boolean {
  try {
    return isId(context.userId) && isId(context.sessionId) && isId(context.testRunId);
  } catch {
    // A getter that throws only on its second call.
    return false;
  }
}

/** The error message for a context without valid ids. */
export function problemOfIds(context: EvaluationContext): string {
  return context === INVALID_CONTEXT ? UNREADABLE : INVALID_IDS;
}

export const UNREADABLE = 'the context cannot be read';
const INVALID_IDS = 'userId, sessionId and testRunId must be text of 1 to 255 characters';

/** The name of an attribute, prepared for fast reads. */
export type Attribute = {
  readonly name: string;
  /** Nearly every flag reads `userId`, and a property access by a constant name is faster than by a variable. */
  readonly isUserId: boolean;
  /** Every object inherits a property of this name, such as `constructor`; only a context's own property counts. */
  readonly isInherited: boolean;
};

/** @throws BrokenConfig if the name is not a string. */
export function compileAttribute(name: string): Attribute {
  if (typeof name !== 'string') throw new BrokenConfig('an attribute has no name');
  // eslint-disable-next-line burgee/own-lookup -- looks for inherited names
  return { name, isUserId: name === 'userId', isInherited: name in Object.prototype };
}

const BY_USER: readonly Attribute[] = [compileAttribute('userId')];

/** Compiles several names. Nearly all lists contain only `userId`; they share one list, which stays in the processor's cache. */
export function compileAttributes(names: readonly string[]): readonly Attribute[] {
  return names.length === 1 && names[0] === 'userId' ? BY_USER : names.map(compileAttribute);
}

/** The value of an attribute; `undefined` if the context does not have it. */
export function attributeValue({ name, isUserId, isInherited }: Attribute, context: EvaluationContext): unknown {
  if (isUserId) return context.userId;
  // eslint-disable-next-line burgee/own-lookup -- `isInherited` was computed when the ruleset was compiled
  return isInherited && !Object.hasOwn(context, name) ? undefined : context[name];
}

/** The text of a string, number or boolean; `undefined` for lists and objects. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}

/** The identifier of a context: the first of `attributes` that has a text. Empty text does not identify anyone. */
export function hashableId(attributes: readonly Attribute[], context: EvaluationContext): string | undefined {
  for (let index = 0; index < attributes.length; index++) {
    const text = scalarText(attributeValue(attributes[index] as Attribute, context));
    if (text) return text;
  }
  return undefined;
}
