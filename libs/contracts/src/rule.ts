import { z } from 'zod';
import { Condition } from './condition.ts';
import { RuleId, VariantKey } from './ids.ts';
import { Rollout, rolloutOf } from './rollout.ts';
import { FileSplit, Split, SplitInput } from './split.ts';

const ServeVariant = z.strictObject({ kind: z.literal('variant'), variant: VariantKey });

/** Serves an included context one variant, or a variant chosen by a hash. */
export const Serve = z.discriminatedUnion('kind', [
  ServeVariant,
  z.strictObject({ kind: z.literal('split'), split: Split }),
]);
export type Serve = z.infer<typeof Serve>;

export const ServeInput = z.discriminatedUnion('kind', [
  ServeVariant,
  z.strictObject({ kind: z.literal('split'), split: SplitInput }),
]);
export type ServeInput = z.infer<typeof ServeInput>;

/** Selects contexts by a condition, includes a percentage of them, and serves them a variant. */
export const Rule = z.strictObject({
  id: RuleId,
  description: z.string().max(500).default(''),
  condition: Condition,
  rollout: Rollout.default(() => rolloutOf(100)),
  serve: Serve,
});
export type Rule = z.infer<typeof Rule>;

export const RuleInput = Rule.extend({ serve: ServeInput });
export type RuleInput = z.infer<typeof RuleInput>;

/** A rule in a file. */
export const FileRule = Rule.extend({
  serve: z.discriminatedUnion('kind', [ServeVariant, z.strictObject({ kind: z.literal('split'), split: FileSplit })]),
});
export type FileRule = z.infer<typeof FileRule>;
