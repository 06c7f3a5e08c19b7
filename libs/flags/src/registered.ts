import type { AnyContext, AttributeDefinition, Ids } from './attributes.ts';
import type { AttributeDefinitions, FlagDefinitions, FlagSet } from './define-flags.ts';
import type { FlagDefinition } from './definitions.ts';
import type { Register } from './index.ts';
import type { JsonValue } from './json.ts';
import type { ValueLike } from './read-value.ts';

/** The flags that the application has registered; `undefined` if it has not. */
export type RegisteredFlags<R = Register> = R extends { readonly flags: infer Set extends FlagSet } ? Set : undefined;

/** A flag's key: one of the registered flags, or any text if none are registered. */
export type FlagName<Set = RegisteredFlags> =
  Set extends FlagSet<infer Flags extends FlagDefinitions> ? Extract<keyof Flags, string> : string;

/** The type of a registered flag's value. */
export type FlagValue<Key, Set = RegisteredFlags> =
  Set extends FlagSet<infer Flags extends FlagDefinitions>
    ? Key extends keyof Flags
      ? Flags[Key] extends FlagDefinition<infer Value>
        ? Value
        : never
      : never
    : JsonValue;

/** The context of evaluations: any attributes, unless some are registered. */
export type FlagContext<Set = RegisteredFlags> =
  Set extends FlagSet<FlagDefinitions, infer Attributes extends AttributeDefinitions>
    ? string extends keyof Attributes
      ? AnyContext
      : Ids & { readonly [Name in keyof Attributes]?: AttributeOf<Attributes[Name]> | undefined }
    : AnyContext;

/** A context, or a promise of one: the result of functions that look a context up. */
export type ContextResult<Set = RegisteredFlags> = FlagContext<Set> | PromiseLike<FlagContext<Set>>;

/**
 * The result of a function, if it has no attributes but the declared ones. TypeScript looks for unknown properties in an
 * object that is passed, and not in one that a function returns:
 *
 *     function find<Result extends ContextResult>(contextOf: () => DeclaredOnly<Result>)
 */
export type DeclaredOnly<Result extends ContextResult<Set>, Set = RegisteredFlags> = Result &
  ContextResult<Set> &
  ([UndeclaredIn<Result, Set>] extends [never] ? unknown : { readonly 'not declared': UndeclaredIn<Result, Set> });

type UndeclaredIn<Result, Set> = Exclude<KeysOf<Awaited<Result>>, keyof FlagContext<Set>>;
/** Distributes over unions, as of several `return` statements. */
type KeysOf<Value> = Value extends unknown ? keyof Value : never;

type AttributeOf<Definition> = Definition extends AttributeDefinition<infer Value> ? Value : never;

/**
 * Reads a flag's value. A registered flag returns its declared fallback if it has no value of its type, or `fallback` if one
 * is given; any other flag needs a fallback, which also determines the type.
 */
export type GetFlag<Set = RegisteredFlags> = Set extends FlagSet
  ? <Key extends FlagName<Set>>(key: Key, fallback?: FlagValue<Key, Set>) => FlagValue<Key, Set>
  : <Fallback extends JsonValue>(key: string, fallback: Fallback) => ValueLike<Fallback>;

/** The option that receives the declared flags. It is required once they are registered. */
export type FlagsOption<Set = RegisteredFlags> = Set extends FlagSet
  ? { readonly flags: Set }
  : { readonly flags?: FlagSet | undefined };
