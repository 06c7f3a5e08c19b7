import { z } from 'zod';
import { ClaimedContext } from './context.ts';
import { EnvironmentKey, FlagKey, Instant, RuleId, RulesetVersion, VariantKey } from './ids.ts';
import { OverrideType } from './override.ts';
import { MAX_PAGE_SIZE } from './paging.ts';
import { TraceStep } from './trace.ts';
import { JsonValue } from './value.ts';

/** OpenFeature's reasons and three of our own: `OVERRIDE`, `EXPIRED`, `PREREQUISITE_FAILED`. */
export const EvaluationReason = z.enum([
  'STATIC',
  'SPLIT',
  'TARGETING_MATCH',
  'OVERRIDE',
  'DEFAULT',
  'DISABLED',
  'EXPIRED',
  'PREREQUISITE_FAILED',
  'ERROR',
]);
export type EvaluationReason = z.infer<typeof EvaluationReason>;

/** `FLAG_BROKEN`: the stored flag cannot be evaluated; the other flags of its ruleset can. */
export const EvaluationErrorCode = z.enum(['FLAG_NOT_FOUND', 'INVALID_CONTEXT', 'TYPE_MISMATCH', 'FLAG_BROKEN']);
export type EvaluationErrorCode = z.infer<typeof EvaluationErrorCode>;

/** The result for one flag. `value` and `variant` are absent, never `null`, if the caller's default applies. */
export const Evaluation = z.strictObject({
  key: z.string(),
  value: JsonValue.optional(),
  variant: VariantKey.optional(),
  /** The boolean view of any flag: a boolean flag's value; for other types, whether the result is not the off variant. */
  enabled: z.boolean(),
  reason: EvaluationReason,
  version: RulesetVersion,
  /** The override layer and the override that decided. */
  layer: OverrideType.optional(),
  overrideId: z.string().optional(),
  /** The rule that decided. */
  ruleId: RuleId.optional(),
  /** The bucket, if a hash decided. */
  bucket: z.int().optional(),
  errorCode: EvaluationErrorCode.optional(),
  errorMessage: z.string().optional(),
});
export type Evaluation = z.infer<typeof Evaluation>;

/** Both are present, or neither is if time alone cannot change the answer. */
export const Timing = {
  /** The server's time at the answer: with it, a reader whose clock is wrong knows how long to wait. */
  evaluatedAt: Instant.optional(),
  /** The earliest instant at which the answer may change without a new version (B.24). */
  nextChangeAt: Instant.optional(),
};
export type EvaluationTiming = z.infer<z.ZodObject<typeof Timing>>;

/** The result, and how each layer contributed to it. `trace` is empty if the flag does not exist or is broken. */
export const Explanation = Evaluation.extend({ trace: z.array(TraceStep) });
export type Explanation = z.infer<typeof Explanation>;

/** The explanation of one flag, as `evaluation.explain` returns it. */
export const ExplainedFlag = Explanation.extend(Timing);
export type ExplainedFlag = z.infer<typeof ExplainedFlag>;

/**
 * The part of a result that browsers receive: never rules, buckets, override ids or other people's ids. Both sides drop
 * unknown fields, so that a page built yesterday understands tomorrow's server.
 */
export const PublicEvaluation = Evaluation.pick({
  value: true,
  variant: true,
  enabled: true,
  reason: true,
  errorCode: true,
}).strip();
export type PublicEvaluation = z.infer<typeof PublicEvaluation>;

export const EvaluateInput = z.strictObject({
  environment: EnvironmentKey.optional(),
  context: ClaimedContext.default({}),
});

export const EvaluateOneInput = EvaluateInput.extend({ flagKey: FlagKey });
export const ExplainInput = EvaluateOneInput.extend({ at: z.iso.datetime().optional() });

export const EvaluateManyInput = EvaluateInput.extend({ flagKeys: z.array(FlagKey).max(1_000).optional() });
export type EvaluateManyInput = z.infer<typeof EvaluateManyInput>;

/** Explains some flags, or all of them, for one context. */
export const ExplainManyInput = EvaluateManyInput.extend({ at: z.iso.datetime().optional() });

/** Explains one flag for several contexts, such as a page of users. */
export const ExplainContextsInput = ExplainInput.omit({ context: true }).extend({
  contexts: z.array(ClaimedContext).min(1).max(MAX_PAGE_SIZE),
});
export type ExplainContextsInput = z.infer<typeof ExplainContextsInput>;

/** The body of `POST /api/config/evaluate`; its environment is the key's or the server's. */
export const EvaluateBody = EvaluateManyInput.omit({ environment: true }).extend({
  explain: z.boolean().default(false),
});

/** The result of one flag, as `evaluation.evaluate` returns it. */
export const EvaluatedFlag = PublicEvaluation.extend(Timing);
export type EvaluatedFlag = z.infer<typeof EvaluatedFlag>;

/** All results for one context, at one version of one environment. */
export const EvaluatedFlags = z.object({
  environment: EnvironmentKey,
  version: RulesetVersion,
  ...Timing,
  flags: z.record(z.string(), PublicEvaluation),
});
export type EvaluatedFlags = z.infer<typeof EvaluatedFlags>;

export const ExplainedFlags = EvaluatedFlags.extend({ flags: z.record(z.string(), Explanation) });
export type ExplainedFlags = z.infer<typeof ExplainedFlags>;

/** The explanations of one flag, in the order of the contexts. */
export const ExplainedContexts = z.object({ version: RulesetVersion, ...Timing, explanations: z.array(Explanation) });
export type ExplainedContexts = z.infer<typeof ExplainedContexts>;

/** The only payload of the change stream: clients fetch the answers themselves. */
export const RulesetChange = z.object({ version: RulesetVersion });
export type RulesetChange = z.infer<typeof RulesetChange>;
