import { z } from 'zod';
import { FlagKey } from './ids.ts';

/**
 * Why no prerequisite of this name can hold, whoever asks:
 *
 * - `missing`: there is no such flag
 * - `cycle`: the prerequisites form a cycle
 * - `broken`: the required flag cannot be evaluated
 * - `off`, `archived`, `expired`: the required flag is, and its off variant is not among the required ones
 * - `prerequisite`: a prerequisite of the required flag can never hold
 * - `variant`: the required flag returns other variants only
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

/** Why a flag is off for everyone even while it is switched on. An emergency override and overrides for ids stand above. */
export const FlagBlock = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('expired') }),
  z.strictObject({ kind: z.literal('broken') }),
  z.strictObject({ kind: z.literal('prerequisite'), flagKey: FlagKey, problem: PrerequisiteProblem }),
]);
export type FlagBlock = z.infer<typeof FlagBlock>;
