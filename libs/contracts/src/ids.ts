import { z } from 'zod';
import { MAX_TARGET_LENGTH } from './target-length.ts';

/** Identifiers, branded so that the compiler distinguishes a flag key from a variant key. */

/**
 * Text that looks the same is the same: it is stored and compared in Unicode's normalization form C, and contains no
 * invisible characters. Joiners and variation selectors are allowed only inside pictographs, where they are visible.
 */
const VisibleText = z.string().normalize('NFC').refine(isVisible, 'must not contain invisible characters');

const JOINER_OUTSIDE_PICTOGRAPH =
  /(?<!\p{Extended_Pictographic}(?:\ufe0f|\p{Emoji_Modifier})?)\u200d|\u200d(?!\p{Extended_Pictographic})/u;
const SELECTOR_OUTSIDE_PICTOGRAPH = /(?<!\p{Extended_Pictographic})\ufe0f(?!\u20e3)/u;
/** U+2800 is a blank that Unicode counts as a symbol. */
const INVISIBLE = /(?![\u200d\ufe0f])\p{Default_Ignorable_Code_Point}|\u2800/u;

function isVisible(text: string): boolean {
  return ![JOINER_OUTSIDE_PICTOGRAPH, SELECTOR_OUTSIDE_PICTOGRAPH, INVISIBLE].some((pattern) => pattern.test(text));
}

/**
 * The name of a flag in customers' code; it never changes.
 *
 * Letters of any script and pictographs are allowed because flags imported from other systems have them; white space,
 * slashes and control characters are not, because keys appear in URLs, logs and file names.
 */
export const FlagKey = VisibleText.regex(
  /^[\p{L}\p{N}_\p{So}][\p{L}\p{M}\p{N}\p{So}\p{Emoji_Modifier}\u200d._:-]{0,99}$/u,
  'use 1 to 100 letters, digits or . _ - : and begin with a letter or digit',
)
  .max(100)
  // Answers are objects by key, and assigning this name would not create a property.
  .refine((key) => key !== '__proto__', 'is a name that JavaScript reserves')
  .brand<'FlagKey'>();
export type FlagKey = z.infer<typeof FlagKey>;

export const EnvironmentKey = z
  .string()
  .regex(/^[a-z][a-z0-9-]{0,19}$/, 'use 1 to 20 lowercase letters, digits or - and begin with a letter')
  .brand<'EnvironmentKey'>();
export type EnvironmentKey = z.infer<typeof EnvironmentKey>;

/** Any one-line name: `on`, `blue`, `Checkout v2`. */
export const VariantKey = VisibleText.regex(
  /^[^\p{C}\s](?:[^\p{C}]{0,98}[^\p{C}\s])?$/u,
  'use 1 to 100 characters without white space at the ends',
).brand<'VariantKey'>();
export type VariantKey = z.infer<typeof VariantKey>;

export const SegmentKey = z
  .string()
  .regex(/^[A-Za-z0-9_][A-Za-z0-9._-]{0,99}$/, 'use 1 to 100 letters, digits or . _ -')
  .brand<'SegmentKey'>();
export type SegmentKey = z.infer<typeof SegmentKey>;

/** Unique within its flag; it stays when rules are reordered, so that receipts and random draws keep their meaning. */
export const RuleId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'use 1 to 64 letters, digits or _ -')
  .brand<'RuleId'>();
export type RuleId = z.infer<typeof RuleId>;

/** `userId`, `sessionId` and `testRunId`: any text of 1 to 255 characters. */
export const TargetId = z.string().min(1).max(MAX_TARGET_LENGTH).brand<'TargetId'>();
export type TargetId = z.infer<typeof TargetId>;

/** An instant in UTC, ISO 8601 with `Z`. */
export const Instant = z.iso.datetime('use an ISO 8601 time in UTC, like 2027-01-31T12:00:00Z');

/** Version of an environment's ruleset. Each change increments it by one, without gaps, in commit order. */
export const RulesetVersion = z.int().nonnegative().brand<'RulesetVersion'>();
export type RulesetVersion = z.infer<typeof RulesetVersion>;

/** Counts the changes of one row. An edit sends it back, so that the second of two concurrent editors gets an error. */
export const Revision = z.int().positive();
