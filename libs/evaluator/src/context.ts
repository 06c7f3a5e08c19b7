import { INVALID_CONTEXT, MAX_TARGET_LENGTH, type EvaluationContext } from '@burgee/contracts';
import { BrokenConfig } from './broken-config.ts';
import type { ContextOverrides } from './overrides.ts';

/** What the caller brings besides the context. */
export type EvaluateOptions = {
  /** The instant of the evaluation, in milliseconds since 1970. */
  readonly now: number;
  /** A number in `[0, 1)`, for rollouts and splits that are random for who has no id. Without it such a rollout excludes. */
  readonly random?: number | undefined;
  /** Overrides for this context's ids; see `overridesFor`. */
  readonly overrides?: ContextOverrides | undefined;
};

/** An id is absent, or a text of 1 to 255 characters. */
function isId(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.length > 0 && value.length <= MAX_TARGET_LENGTH);
}

/** Of a normalized context. That of one which JSON cannot carry is not valid either. */
export function hasValidIds(context: EvaluationContext): boolean {
  try {
    return isId(context.userId) && isId(context.sessionId) && isId(context.testRunId);
  } catch {
    // A getter that throws only the second time it is asked.
    return false;
  }
}

/** What is wrong with a context without valid ids. */
export function problemOfIds(context: EvaluationContext): string {
  return context === INVALID_CONTEXT ? UNREADABLE : INVALID_IDS;
}

export const UNREADABLE = 'the context cannot be read';
const INVALID_IDS = 'userId, sessionId and testRunId must be text of 1 to 255 characters';

/** An attribute made ready to be read. */
export type Attribute = {
  readonly name: string;
  /** Nearly every flag looks at the user: a property named in the code is read faster than one named in a variable. */
  readonly isUserId: boolean;
  /** Every object inherits something of this name, like `constructor`: only a context's own counts. */
  readonly isInherited: boolean;
};

/** @throws BrokenConfig where the name is no text. */
export function attributeOf(name: string): Attribute {
  if (typeof name !== 'string') throw new BrokenConfig('an attribute has no name');
  // eslint-disable-next-line burgee/own-lookup -- asks for the names that are inherited
  return { name, isUserId: name === 'userId', isInherited: name in Object.prototype };
}

const BY_USER: readonly Attribute[] = [attributeOf('userId')];

/** As `attributeOf`. Nearly all list the user alone: they share one list, which so stays in the processor's cache. */
export function attributesOf(names: readonly string[]): readonly Attribute[] {
  return names.length === 1 && names[0] === 'userId' ? BY_USER : names.map(attributeOf);
}

/** The value of an attribute, `undefined` where the context has none. */
export function valueOf({ name, isUserId, isInherited }: Attribute, context: EvaluationContext): unknown {
  if (isUserId) return context.userId;
  // eslint-disable-next-line burgee/own-lookup -- `isInherited` was found out once, when the ruleset was compiled
  return isInherited && !Object.hasOwn(context, name) ? undefined : context[name];
}

/** The text of a value that has one; lists and objects have none. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}

/** What identifies a context: the first of `attributes` that has a text. Empty text says nothing about who it is. */
export function idOf(attributes: readonly Attribute[], context: EvaluationContext): string | undefined {
  for (let index = 0; index < attributes.length; index++) {
    const text = textOf(valueOf(attributes[index] as Attribute, context));
    if (text) return text;
  }
  return undefined;
}
