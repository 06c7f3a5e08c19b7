import type { EvaluationContext, JsonValue, ValueLike } from '@burgee/contracts';
import type { ContextAttributes, FlagTypes } from './index.ts';

/** A flag's key: any text unless flags are declared in `FlagTypes`, otherwise one of those. */
export type FlagName<Types = FlagTypes> = [keyof Types] extends [never] ? string : Extract<keyof Types, string>;

/** The type of a fallback for the flag `Name`. */
export type FallbackOf<Name, Types = FlagTypes> = Name extends keyof Types ? Types[Name] : JsonValue;

/** The type of a read of `Name`: the declared type if there is one, otherwise the type of the fallback. */
export type ValueOf<Name, Fallback, Types = FlagTypes> = Name extends keyof Types ? Types[Name] : ValueLike<Fallback>;

/** The context of evaluations: any attributes unless some are declared in `ContextAttributes`, otherwise those. */
export type FlagContext<Attributes = ContextAttributes> = [keyof Attributes] extends [never]
  ? EvaluationContext
  : Ids & { readonly [Name in keyof Attributes]: Attributes[Name] };

type Ids = Pick<EvaluationContext, 'userId' | 'sessionId' | 'testRunId'>;
