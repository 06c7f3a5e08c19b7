import { z } from 'zod';
import { Condition } from './condition.ts';
import { RuleId, VariantKey } from './ids.ts';
import { Rollout, rolloutOf } from './rollout.ts';
import { Split, SplitInput } from './split.ts';

const ServeVariant = z.strictObject({ kind: z.literal('variant'), variant: VariantKey });

/** What an included context gets: one variant, or one chosen by a hash. */
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

/** Who it is for, how many of them, and what they get. */
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
