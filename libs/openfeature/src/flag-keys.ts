import type { FlagName, FlagValue, RegisteredFlags } from '@burgee/flags';

/** The registered flags whose values have the type; any text if none are registered. */
type KeyOf<Value, Set> = Set extends undefined
  ? string
  : { [Key in FlagName<Set>]: FlagValue<Key, Set> extends Value ? Key : never }[FlagName<Set>];

/**
 * The keys for each method of OpenFeature's clients. An application that has registered its flags makes OpenFeature check keys in
 * a declaration file of its own:
 *
 *     import type { BooleanKey } from '@burgee/openfeature/server';
 *     declare module '@openfeature/core' {
 *       export type BooleanFlagKey = BooleanKey;
 *     }
 *
 * OpenFeature 1.12 allows that only with `skipLibCheck`, so this package does not do it for everyone.
 */
export type BooleanKey<Set = RegisteredFlags> = KeyOf<boolean, Set>;
export type StringKey<Set = RegisteredFlags> = KeyOf<string, Set>;
export type NumberKey<Set = RegisteredFlags> = KeyOf<number, Set>;
export type ObjectKey<Set = RegisteredFlags> = Set extends undefined
  ? string
  : Exclude<FlagName<Set>, KeyOf<boolean | string | number, Set>>;
