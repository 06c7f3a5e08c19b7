import { CreateFlagInput, type FlagType, type JsonValue, validationFailure } from '@burgee/contracts';

export type NewFlag = {
  readonly environment: string;
  readonly key: string;
  readonly type: FlagType;
  readonly description: string;
  readonly tags: readonly string[];
  readonly reason: string;
};

type FirstVariants = readonly { readonly key: string; readonly value: JsonValue }[];

/** Initial variants of a flag that is not boolean: two values, to be changed on its page. */
const FIRST_VARIANTS: Readonly<Record<Exclude<FlagType, 'boolean'>, FirstVariants>> = {
  string: [
    { key: 'on', value: 'on' },
    { key: 'off', value: 'off' },
  ],
  number: [
    { key: 'on', value: 1 },
    { key: 'off', value: 0 },
  ],
  json: [
    { key: 'on', value: { on: true } },
    { key: 'off', value: { on: false } },
  ],
};

export type ReadNewFlag =
  | { readonly isValid: true; readonly input: CreateFlagInput }
  | { readonly isValid: false; readonly problems: ReadonlyMap<string, string> };

/** Parses the form. Problems are keyed by field: `key`, `description`, `tags`. */
export function readNewFlag({ type, reason, ...rest }: NewFlag): ReadNewFlag {
  const variants = type === 'boolean' ? {} : { variants: FIRST_VARIANTS[type], onVariant: 'on', offVariant: 'off' };
  const given = { ...rest, type, ...variants, ...(reason.trim() && { reason }) };
  const { data, error } = CreateFlagInput.safeParse(given);
  if (data) return { isValid: true, input: data };
  const { details } = validationFailure(error);
  return { isValid: false, problems: new Map(details.map(({ path, message }) => [path.split('.')[0] ?? '', message])) };
}
