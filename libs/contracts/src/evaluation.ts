import { z } from 'zod';
import { ClaimedContext } from './context.ts';
import { EnvironmentKey, FlagKey, Instant, RuleId, RulesetVersion, VariantKey } from './ids.ts';
import { OverrideType } from './override.ts';
import { MAX_PAGE_SIZE } from './paging.ts';
import { TraceStep } from './trace.ts';
import { JsonValue } from './value.ts';

/** OpenFeature's words, and three of ours: `OVERRIDE`, `EXPIRED`, `PREREQUISITE_FAILED`. */
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

/** `FLAG_BROKEN`: the flag as stored cannot be evaluated; the others of its ruleset can. */
export const EvaluationErrorCode = z.enum(['FLAG_NOT_FOUND', 'INVALID_CONTEXT', 'TYPE_MISMATCH', 'FLAG_BROKEN']);
export type EvaluationErrorCode = z.infer<typeof EvaluationErrorCode>;

/** The answer. `value` and `variant` are absent where the caller's default serves. Never `null`. */
export const Evaluation = z.strictObject({
  key: z.string(),
  value: JsonValue.optional(),
  variant: VariantKey.optional(),
  /** The boolean view of any flag: a boolean's value; for the others, whether the answer is not the off variant. */
  enabled: z.boolean(),
  reason: EvaluationReason,
  version: RulesetVersion,
  /** Which override layer answered, and which override. */
  layer: OverrideType.optional(),
  overrideId: z.string().optional(),
  /** Which rule answered. */
  ruleId: RuleId.optional(),
  /** The bucket that decided, where a hash did. */
  bucket: z.int().optional(),
  errorCode: EvaluationErrorCode.optional(),
  errorMessage: z.string().optional(),
});
export type Evaluation = z.infer<typeof Evaluation>;

/** Present together, or absent if time alone changes nothing in the answer. */
export const Timing = {
  /** The server's time at the answer: with it, a reader whose clock is wrong knows how long to wait. */
  evaluatedAt: Instant.optional(),
  /** The earliest instant at which the answer may be another one without a new version (B.24). */
  nextChangeAt: Instant.optional(),
};
export type EvaluationTiming = z.infer<z.ZodObject<typeof Timing>>;

/** The result, and how each layer contributed to it. `trace` is empty if the flag does not exist or is broken. */
export const Explanation = Evaluation.extend({ trace: z.array(TraceStep) });
export type Explanation = z.infer<typeof Explanation>;

/** The explanation of one flag, as `evaluation.explain` gives it. */
export const ExplainedFlag = Explanation.extend(Timing);
export type ExplainedFlag = z.infer<typeof ExplainedFlag>;

/**
 * What a browser is told: never rules, buckets, override ids or other people's ids. What else there is, is left out, on
 * both sides: a page that was built yesterday has to understand the server of tomorrow.
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

/** Some flags, or all of them, for one context. */
export const ExplainManyInput = EvaluateManyInput.extend({ at: z.iso.datetime().optional() });

/** One flag for several contexts, such as a page of users. */
export const ExplainContextsInput = ExplainInput.omit({ context: true }).extend({
  contexts: z.array(ClaimedContext).min(1).max(MAX_PAGE_SIZE),
});
export type ExplainContextsInput = z.infer<typeof ExplainContextsInput>;

/** The body of `POST /api/config/evaluate`; its environment is the key's or the server's. */
export const EvaluateBody = EvaluateManyInput.omit({ environment: true }).extend({
  explain: z.boolean().default(false),
});

/** The answer of one flag, as `evaluation.evaluate` gives it. */
export const EvaluatedFlag = PublicEvaluation.extend(Timing);
export type EvaluatedFlag = z.infer<typeof EvaluatedFlag>;

/** All answers for one context, at one version of one environment. */
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

/** All that the stream of changes carries: clients fetch with what they hold. */
export const RulesetChange = z.object({ version: RulesetVersion });
export type RulesetChange = z.infer<typeof RulesetChange>;
