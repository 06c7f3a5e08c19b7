import { z } from 'zod';
import { fieldsOf, optionalList, refusedField, unreadFields } from './fields.ts';

/**
 * The features and segments that Unleash sends to backend SDKs. The objects are strict: every field is either read,
 * known not to be read by any SDK, or a problem.
 */
const Constraint = fieldsOf({
  contextName: z.string(),
  operator: z.string(),
  values: z.array(z.string()).nullish(),
  value: z.string().nullish(),
  inverted: z.boolean().nullish(),
  caseInsensitive: z.boolean().nullish(),
});
export type UnleashConstraint = z.infer<typeof Constraint>;

const Stickiness = z.string().min(1, `is empty, and Unleash's SDKs do not agree on what that means`);

const Variant = fieldsOf({
  name: z.string(),
  weight: z.int().min(0).max(1_000_000),
  stickiness: Stickiness.nullish(),
  payload: fieldsOf({ type: z.string(), value: z.string() }).nullish(),
  overrides: optionalList(fieldsOf({ contextName: z.string(), values: z.array(z.string()) })),
  ...unreadFields('weightType'),
});
export type UnleashVariant = z.infer<typeof Variant>;

/** The parameters that every strategy may have, for its variants. The others are in `own-rules.ts`. */
export const SharedParameters = { groupId: z.string().optional(), stickiness: Stickiness.optional() };

function isRecord(value: unknown): boolean {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const Strategy = fieldsOf({
  name: z.string(),
  parameters: z
    .custom<Record<string, unknown>>(isRecord, 'must be an object')
    .nullish()
    .transform((parameters) => parameters ?? {}),
  constraints: optionalList(Constraint),
  segments: optionalList(z.int()),
  variants: optionalList(Variant),
  sortOrder: z.number().nullish(),
  disabled: z
    .literal(false, 'the strategy is disabled, and Unleash does not send disabled strategies to SDKs')
    .nullish(),
  title: z.string().nullish(),
  // Newer exports have the field even without release plans.
  milestoneId: z.null('the strategy belongs to a release plan, which starts and ends it').optional(),
  ...unreadFields('id', 'featureName'),
});
export type UnleashStrategy = z.infer<typeof Strategy>;

const Dependency = fieldsOf({
  feature: z.string(),
  enabled: z.boolean().nullish(),
  variants: optionalList(z.string()),
});

const ADMIN_SHAPE = `is not sent to SDKs: import the response of GET /api/client/features`;

export const UnleashFeature = fieldsOf({
  name: z.string(),
  enabled: z.boolean(),
  strategies: z.array(Strategy, `must be a list; this export omits for whom the feature is on`),
  variants: optionalList(Variant),
  dependencies: optionalList(Dependency),
  archived: z.literal(false, 'the feature is archived').nullish(),
  archivedAt: z.null('the feature is archived').optional(),
  environments: refusedField(ADMIN_SHAPE),
  strategy: refusedField(ADMIN_SHAPE),
  parameters: refusedField(ADMIN_SHAPE),
  // Only a strategy's own segments count, not those of the feature.
  ...unreadFields('segments', 'type', 'description', 'project', 'stale', 'impressionData', 'createdAt', 'lastSeenAt'),
  ...unreadFields(
    'createdBy',
    'createdByUserId',
    'favorite',
    'tags',
    'lifecycle',
    'links',
    'children',
    'collaborators',
  ),
  ...unreadFields('potentiallyStale'),
});
export type UnleashFeature = z.infer<typeof UnleashFeature>;

export const UnleashSegment = fieldsOf({
  id: z.int(),
  constraints: z.array(Constraint, 'must be a list; this export omits who is in the segment'),
  ...unreadFields('name', 'description', 'project', 'createdAt', 'createdBy'),
});

/** Features and segments are parsed one by one, so that a malformed one affects only the features that need it. */
export const UnleashState = fieldsOf({
  version: z.literal([0, 1, 2], 'is not 1 or 2, the versions of the format for SDKs').optional(),
  features: z.array(z.unknown()),
  segments: z.array(z.unknown()).nullish(),
  ...unreadFields('query', 'meta'),
});
