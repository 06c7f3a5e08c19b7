import type { EvaluationContext, JsonValue, ValueLike } from '@burgee/contracts';
import type { ContextAttributes, FlagTypes } from './index.ts';

/** A flag that exists: any text as long as no flag is declared in `FlagTypes`, one of those afterwards. */
export type FlagName<Types = FlagTypes> = [keyof Types] extends [never] ? string : Extract<keyof Types, string>;

/** What may stand in for the flag `Name` while its value is not known. */
export type FallbackOf<Name, Types = FlagTypes> = Name extends keyof Types ? Types[Name] : JsonValue;

/** What reading `Name` gives: the declared type, or else the type that the fallback is of. */
export type ValueOf<Name, Fallback, Types = FlagTypes> = Name extends keyof Types ? Types[Name] : ValueLike<Fallback>;

/** Whom flags are asked for: any attributes as long as none is declared in `ContextAttributes`, those afterwards. */
export type FlagContext<Attributes = ContextAttributes> = [keyof Attributes] extends [never]
  ? EvaluationContext
  : Ids & { readonly [Name in keyof Attributes]: Attributes[Name] };

type Ids = Pick<EvaluationContext, 'userId' | 'sessionId' | 'testRunId'>;
