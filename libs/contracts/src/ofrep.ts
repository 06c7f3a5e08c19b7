import { z } from 'zod';
import { EvaluationContext } from './context.ts';
import { type FlagType, JsonValue } from './value.ts';

/** The shapes of OFREP 0.3 and of the manifest that the OpenFeature command line reads. */

/** A request for evaluations. Other fields are ignored, because later versions of the protocol may add some. */
export const OfrepBody = z.object({ context: EvaluationContext });

/** Facts about a result, flat as the protocol requires. Web keys get the version alone. */
const OfrepMetadata = z.record(z.string(), z.union([z.string(), z.number(), z.boolean()]));

/** `value` and `variant` are absent, never `null`, if the caller's default applies. */
export const OfrepSuccess = z.object({
  key: z.string(),
  reason: z.enum(['STATIC', 'TARGETING_MATCH', 'SPLIT', 'DISABLED', 'DEFAULT']),
  value: JsonValue.optional(),
  variant: z.string().optional(),
  metadata: OfrepMetadata,
});
export type OfrepSuccess = z.infer<typeof OfrepSuccess>;

export const OfrepErrorCode = z.enum([
  'PARSE_ERROR',
  'TARGETING_KEY_MISSING',
  'INVALID_CONTEXT',
  'FLAG_NOT_FOUND',
  'TYPE_MISMATCH',
  'GENERAL',
]);
export type OfrepErrorCode = z.infer<typeof OfrepErrorCode>;

/** `key` is absent if the request was for all flags and failed as a whole. */
export const OfrepFailure = z.object({
  key: z.string().optional(),
  errorCode: OfrepErrorCode,
  errorDetails: z.string(),
  metadata: OfrepMetadata.optional(),
});
export type OfrepFailure = z.infer<typeof OfrepFailure>;

export const OfrepBulk = z.object({
  flags: z.array(z.union([OfrepSuccess, OfrepFailure])),
  metadata: OfrepMetadata,
  eventStreams: z
    .array(z.object({ type: z.literal('sse'), url: z.url(), inactivityDelaySec: z.int().positive() }))
    .optional(),
});
export type OfrepBulk = z.infer<typeof OfrepBulk>;

/** The types that OpenFeature knows, by ours. */
export const MANIFEST_TYPES = {
  boolean: 'boolean',
  string: 'string',
  number: 'float',
  json: 'object',
} as const satisfies Record<FlagType, string>;

export const OpenFeatureManifest = z.object({
  flags: z.array(
    z.object({
      key: z.string(),
      type: z.enum(['boolean', 'string', 'integer', 'float', 'object']),
      defaultValue: JsonValue,
    }),
  ),
});
export type OpenFeatureManifest = z.infer<typeof OpenFeatureManifest>;
