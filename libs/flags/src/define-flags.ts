import type { AttributeDefinition } from './attributes.ts';
import type { FlagDefinition } from './definitions.ts';
import { createDeclaredLookup, type FlagLookup } from './flag-lookup.ts';

export type FlagDefinitions = { readonly [key: string]: FlagDefinition };
export type AttributeDefinitions = { readonly [name: string]: AttributeDefinition };

/** The declared flags of an application, and the attributes of its contexts. */
export type FlagSet<
  Flags extends FlagDefinitions = FlagDefinitions,
  Attributes extends AttributeDefinitions = AttributeDefinitions,
> = {
  readonly flags: Flags;
  readonly attributes: Attributes;
  /** For `createFlagLookup`. */
  readonly createLookup: () => FlagLookup;
};

/** @param options `context` declares the attributes of contexts. Without it, any attribute is accepted. */
export function defineFlags<
  const Flags extends FlagDefinitions,
  const Attributes extends AttributeDefinitions = AttributeDefinitions,
>(flags: Flags, options: { readonly context?: Attributes } = {}): FlagSet<Flags, Attributes> {
  const attributes = options.context ?? ({} as Attributes);
  return { flags, attributes, createLookup: () => createDeclaredLookup(flags) };
}
