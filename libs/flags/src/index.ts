/**
 * Registers the flags of an application. From then on, unknown keys, values of another type and unknown attributes do not
 * compile in any package of Burgee (B.6):
 *
 *     declare module '@burgee/flags' {
 *       interface Register { flags: typeof flags }
 *     }
 *
 * Declared in this file because TypeScript merges a declaration only into its own module, not into a re-export.
 */
// eslint-disable-next-line @typescript-eslint/no-empty-object-type -- it is for others to fill
export interface Register {}

export { type AnyContext, type AttributeDefinition, type AttributeValue, context } from './attributes.ts';
export { type AttributeDefinitions, defineFlags, type FlagDefinitions, type FlagSet } from './define-flags.ts';
export { flag, type FlagDefinition } from './definitions.ts';
export { createFlagLookup, type FlagAnswer, type FlagLookup, type FlagProblem } from './flag-lookup.ts';
export { type JsonValue } from './json.ts';
export type { ValueLike } from './read-value.ts';
export type {
  ContextResult,
  DeclaredOnly,
  FlagContext,
  FlagName,
  FlagsOption,
  FlagValue,
  GetFlag,
  RegisteredFlags,
} from './registered.ts';
