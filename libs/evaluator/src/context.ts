import { MAX_TARGET_LENGTH, type EvaluationContext } from '@burgee/contracts';
import type { ContextOverrides } from './overrides.ts';

/** What the caller brings besides the context. */
export type EvaluateOptions = {
  /** The instant of the evaluation, in milliseconds since 1970. */
  readonly now: number;
  /** A number in `[0, 1)`, for rollouts and splits that are to be random for who has no id. Without it such a rollout excludes. */
  readonly random?: number | undefined;
  /** Overrides for this context's ids; see `overridesFor`. */
  readonly overrides?: ContextOverrides | undefined;
};

/** An id is absent, or a text of 1 to 255 characters. */
function isId(value: unknown): boolean {
  return value === undefined || (typeof value === 'string' && value.length > 0 && value.length <= MAX_TARGET_LENGTH);
}

export function hasValidIds(context: EvaluationContext): boolean {
  if (typeof context !== 'object') return false;
  return isId(context.userId) && isId(context.sessionId) && isId(context.testRunId);
}

export type AttributeReader = (context: EvaluationContext) => unknown;

/** Reads one attribute. Names that every object inherits, like `constructor`, are read only where the context has its own. */
export function attributeReader(name: string): AttributeReader {
  // Nearly every flag hashes or lists users: a property named in the code is read twice as fast as one named in a variable.
  if (name === 'userId') return (context) => context.userId;
  if (name in Object.prototype) return (context) => (Object.hasOwn(context, name) ? context[name] : undefined);
  return (context) => context[name];
}

/** The text of a value that has one; lists and objects have none. */
export function textOf(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number' || typeof value === 'boolean') return String(value);
  return undefined;
}

/** Reads what identifies a context: the first attribute of `names` that has a text. Empty text says nothing about who it is. */
export function idReader(names: readonly string[]): (context: EvaluationContext) => string | undefined {
  const readers = names.map(attributeReader);
  const only = readers.length === 1 ? readers[0] : undefined;
  if (only) return (context) => textOf(only(context)) || undefined;
  return (context) => {
    for (const read of readers) {
      const text = textOf(read(context));
      if (text) return text;
    }
    return undefined;
  };
}
