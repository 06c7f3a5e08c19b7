import type { FlagName, FlagSet, FlagValue, JsonValue, RegisteredFlags, ValueLike } from '@burgee/flags';
import { useMemo } from 'react';
import { useFlag, useRead } from './hooks.ts';

/** A flag's value, and how the server has chosen it. */
export type FlagDetails<Value = JsonValue> = {
  readonly value: Value;
  /** The key of the variant. Absent without an answer, or if the flag is off without an off variant. */
  readonly variant: string | undefined;
  /** For example `TARGETING_MATCH`. Absent without an answer, so that `value` is the fallback. */
  readonly reason: string | undefined;
  /** Why the flag could not be evaluated, such as `FLAG_BROKEN`, if the reason is `ERROR`. */
  readonly errorCode: string | undefined;
};

/** Like `GetFlag`, with details. */
export type GetFlagDetails<Set = RegisteredFlags> = Set extends FlagSet
  ? <Key extends FlagName<Set>>(key: Key, fallback?: FlagValue<Key, Set>) => FlagDetails<FlagValue<Key, Set>>
  : <Fallback extends JsonValue>(key: string, fallback: Fallback) => FlagDetails<ValueLike<Fallback>>;

type UseUntyped = (key: string, fallback?: JsonValue) => JsonValue;

function useDetails(key: string, fallback?: JsonValue): FlagDetails {
  const value = (useFlag as UseUntyped)(key, fallback);
  // The server sends keys in Unicode's normalization form C.
  const answer = useRead(key, (reader) => reader.all().get(key.normalize('NFC')));
  return useMemo(() => {
    return { value, variant: answer?.variant, reason: answer?.reason, errorCode: answer?.errorCode };
  }, [value, answer]);
}

/**
 * Returns what `useFlag` returns, with the variant and the reason. Re-renders when one of them changes, and returns the same
 * object otherwise.
 */
export const useFlagDetails: GetFlagDetails = useDetails as GetFlagDetails;
