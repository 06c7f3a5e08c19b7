import { z } from 'zod';
import { FlagKey } from './ids.ts';

/**
 * Why a prerequisite cannot hold for any context:
 *
 * - `missing`: there is no such flag
 * - `cycle`: the prerequisites form a cycle
 * - `broken`: the required flag cannot be evaluated
 * - `off`, `archived`, `expired`: the state of the required flag, whose off variant is not among the required ones
 * - `prerequisite`: a prerequisite of the required flag can never hold
 * - `variant`: the required flag returns only other variants
 */
export const PrerequisiteProblem = z.enum([
  'missing',
  'cycle',
  'broken',
  'off',
  'archived',
  'expired',
  'prerequisite',
  'variant',
]);
export type PrerequisiteProblem = z.infer<typeof PrerequisiteProblem>;

/** Why a flag is off for everyone even while it is switched on. An emergency override and overrides for ids still apply. */
export const FlagBlock = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('expired') }),
  z.strictObject({ kind: z.literal('broken') }),
  z.strictObject({ kind: z.literal('prerequisite'), flagKey: FlagKey, problem: PrerequisiteProblem }),
]);
export type FlagBlock = z.infer<typeof FlagBlock>;
