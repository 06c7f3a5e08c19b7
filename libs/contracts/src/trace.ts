import { z } from 'zod';
import { RuleId, VariantKey } from './ids.ts';

/**
 * The trace of an explanation: every layer in the order of precedence, what it found, and its part in the result. The
 * facts are data and `detail` says them in one sentence, so that no reader has to evaluate anything again.
 */

/** `won`: it decided. `passed`: it was looked at and did not decide. `not reached`: a layer above it decided. */
const RowOutcome = z.enum(['won', 'passed', 'not reached']);

function row<L extends string, O extends z.ZodType, F extends z.ZodRawShape>(
  layers: readonly L[],
  outcome: O,
  facts: F,
) {
  return z.strictObject({ layer: z.enum(layers), outcome, detail: z.string(), ...facts });
}

const OverrideStep = row(
  ['emergency', 'session', 'testing', 'user exclude', 'user include', 'global'],
  /** `shadowed`: a layer above it decided; without that, this override would apply. */
  RowOutcome.or(z.literal('shadowed')),
  {
    /** `forbidden`: the environment does not permit session overrides. */
    state: z.enum(['none', 'applies', 'expired', 'forbidden']),
    /** All of these where there is an override, none where there is not. `expiresAt` is `null` if it does not expire. */
    overrideId: z.string().optional(),
    priority: z.int().optional(),
    createdBy: z.string().optional(),
    reason: z.string().nullable().optional(),
    expiresAt: z.string().nullable().optional(),
  },
);
export type OverrideStep = z.infer<typeof OverrideStep>;

const ContextStep = row(['context'], RowOutcome, {});

const SwitchStep = row(['kill switch'], RowOutcome, { state: z.enum(['enabled', 'disabled', 'archived']) });

/** `expiresAt` is absent if the flag does not expire. */
const ExpiryStep = row(['expiry'], RowOutcome, { expiresAt: z.string().optional() });

const required = {
  flagKey: z.string(),
  /** The variants of which one is required; `null` is off without a variant. */
  required: z.array(VariantKey.nullable()),
  detail: z.string(),
};

/** One required flag: whether its result is one of those required. */
export const PrerequisiteFinding = z.discriminatedUnion('outcome', [
  z.strictObject({
    ...required,
    outcome: z.enum(['holds', 'another variant']),
    /** The variant that it returned; `null` with `enabled` is an override with a value of its own. */
    returned: VariantKey.nullable(),
    enabled: z.boolean(),
  }),
  /** `broken`: the stored flag cannot be evaluated. `cycle`: the prerequisites form a cycle. */
  z.strictObject({ ...required, outcome: z.enum(['no such flag', 'broken', 'cycle']) }),
]);
export type PrerequisiteFinding = z.infer<typeof PrerequisiteFinding>;

/** The row wins if a prerequisite does not hold. */
const PrerequisitesStep = row(['prerequisites'], RowOutcome, { prerequisites: z.array(PrerequisiteFinding) });

/** The kind that a value in the context had to have and did not: an operator cannot compare it, so that its clause is false. */
export const Unreadable = z.enum(['text', 'number', 'instant', 'version', 'address']);
export type Unreadable = z.infer<typeof Unreadable>;

/** A clause that decided whether a condition holds. */
export const ClauseFinding = z.strictObject({
  /** Leads to it from the rule's condition: `['all', 1, 'segment', 'not']`. `segment` enters the segment's condition. */
  path: z.array(z.union([z.string(), z.int()])),
  /** The innermost segment that it belongs to. */
  segment: z.string().optional(),
  attribute: z.string(),
  operator: z.string(),
  /** The first of them; `valueCount` says how many there are. */
  values: z.array(z.union([z.string(), z.number()])),
  valueCount: z.int(),
  ignoreCase: z.boolean().optional(),
  /** The value in the context as JSON, shortened; absent if the context has no such attribute. */
  actual: z.string().optional(),
  holds: z.boolean(),
  unreadable: Unreadable.optional(),
  detail: z.string(),
});
export type ClauseFinding = z.infer<typeof ClauseFinding>;

/** Whether a condition holds, and the first clauses that decided it. */
export const ConditionFinding = z.strictObject({
  holds: z.boolean(),
  clauses: z.array(ClauseFinding),
  /** Whether more clauses decided than are listed. */
  hasMore: z.boolean(),
});
export type ConditionFinding = z.infer<typeof ConditionFinding>;

const chosen = {
  variant: VariantKey,
  /** The variant's share of the split, in percent. */
  share: z.number(),
  /** How many buckets the split has. */
  total: z.int(),
};

/** Which variant a split chose: by a bucket and the range `from <= bucket < to` that holds it, or the first one. */
export const SplitFinding = z.discriminatedUnion('basis', [
  z.strictObject({ ...chosen, basis: z.enum(['hash', 'random']), bucket: z.int(), from: z.int(), to: z.int() }),
  z.strictObject({ ...chosen, basis: z.literal('first') }),
]);
export type SplitFinding = z.infer<typeof SplitFinding>;

/** Why a rollout included a context or left it out. `no id`: the context has none of the attributes to hash. */
export const RolloutBasis = z.enum(['everyone', 'no one', 'hash', 'random', 'no id']);
export type RolloutBasis = z.infer<typeof RolloutBasis>;

/** Absent where the rollout was not looked at. */
const rollout = {
  percentage: z.number().optional(),
  basis: RolloutBasis.optional(),
  /** 0..99,999, with the basis `hash` or `random`. */
  bucket: z.int().optional(),
  /** If it includes the context and a split chooses the variant. */
  split: SplitFinding.optional(),
};

/** `condition` is absent if the rule was not reached. */
const RuleStep = row(['rule'], RowOutcome, { ruleId: RuleId, condition: ConditionFinding.optional(), ...rollout });
export type RuleStep = z.infer<typeof RuleStep>;

const RolloutStep = row(['rollout'], RowOutcome, rollout);
export type RolloutStep = z.infer<typeof RolloutStep>;

const OtherwiseStep = row(['otherwise'], RowOutcome.exclude(['passed']), {});

/** One row of the table of layers: its part in the result, and what it found. */
export const TraceStep = z.discriminatedUnion('layer', [
  OverrideStep,
  ContextStep,
  SwitchStep,
  ExpiryStep,
  PrerequisitesStep,
  RuleStep,
  RolloutStep,
  OtherwiseStep,
]);
export type TraceStep = z.infer<typeof TraceStep>;
export type TraceLayer = TraceStep['layer'];
