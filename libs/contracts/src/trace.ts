import { z } from 'zod';
import { RuleId, VariantKey } from './ids.ts';

/**
 * The trace of an explanation: every layer in the order of precedence, with its findings and its part in the result. The
 * facts are data, and `detail` is one sentence about them, so that no reader has to evaluate anything again.
 */

/** `won`: it decided. `passed`: it was evaluated and did not decide. `not reached`: a higher layer decided. */
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
  /** `shadowed`: a higher layer decided; otherwise this override would apply. */
  RowOutcome.or(z.literal('shadowed')),
  {
    /** `forbidden`: the environment does not permit session overrides. */
    state: z.enum(['none', 'applies', 'expired', 'forbidden']),
    /** The following fields are present only if there is an override. `expiresAt` is `null` if it does not expire. */
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
  /** The variants that satisfy the prerequisite; `null` is off without a variant. */
  required: z.array(VariantKey.nullable()),
  detail: z.string(),
};

/** A required flag, and whether its result satisfies the prerequisite. */
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

/** The required kind of a context value that an operator could not read, so that its clause is false. */
export const Unreadable = z.enum(['text', 'number', 'instant', 'version', 'address']);
export type Unreadable = z.infer<typeof Unreadable>;

/** A clause that decided whether a condition holds. */
export const ClauseFinding = z.strictObject({
  /** The path from the rule's condition, such as `['all', 1, 'segment', 'not']`; `segment` enters a segment's condition. */
  path: z.array(z.union([z.string(), z.int()])),
  /** The innermost segment that contains the clause. */
  segment: z.string().optional(),
  attribute: z.string(),
  operator: z.string(),
  /** The first values; `valueCount` is the total number. */
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

/** Absent if the rollout was not evaluated. */
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

/** One layer of the trace: its part in the result, and its findings. */
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
