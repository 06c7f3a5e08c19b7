import { z } from 'zod';

/**
 * Unleash's client features as they come, read leniently: fields that decide no answer are ignored, lists may be `null`,
 * and text may be sent as a number or a boolean.
 */
const Text = z.union([z.string(), z.number(), z.boolean()], 'must be text').transform(String);

function listOf<T extends z.ZodType>(item: T) {
  return z
    .array(item)
    .nullish()
    .transform((list) => list ?? []);
}

const Constraint = z.object({
  contextName: z.string(),
  operator: z.string(),
  values: listOf(Text),
  value: Text.nullish(),
  inverted: z.boolean().nullish(),
  caseInsensitive: z.boolean().nullish(),
});
export type UnleashConstraint = z.infer<typeof Constraint>;

const Variant = z.object({
  name: z.string(),
  weight: z.int().min(0).max(1_000_000),
  stickiness: z.string().nullish(),
  payload: z.object({ type: z.string(), value: Text }).nullish(),
  overrides: listOf(z.object({ contextName: z.string(), values: listOf(Text) })),
});
export type UnleashVariant = z.infer<typeof Variant>;

const Strategy = z.object({
  name: z.string(),
  parameters: z
    .record(z.string(), Text.nullish())
    .nullish()
    .transform((parameters) => parameters ?? {}),
  constraints: listOf(Constraint),
  segments: listOf(Text),
  variants: listOf(Variant),
});
export type UnleashStrategy = z.infer<typeof Strategy>;

const Dependency = z.object({ feature: z.string(), enabled: z.boolean().nullish(), variants: listOf(z.string()) });

export const UnleashFeature = z.object({
  name: z.string(),
  enabled: z.boolean(),
  strategies: listOf(Strategy),
  variants: listOf(Variant),
  dependencies: listOf(Dependency),
});
export type UnleashFeature = z.infer<typeof UnleashFeature>;

export const UnleashSegment = z.object({ id: Text, constraints: listOf(Constraint) });

/** Features and segments are parsed one by one, so that one that is malformed costs no other. */
export const UnleashState = z.object({ features: z.array(z.unknown()), segments: listOf(z.unknown()) });
