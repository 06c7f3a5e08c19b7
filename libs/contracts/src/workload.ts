import { z } from 'zod';
import { Role } from './access.ts';
import { EnvironmentKey, Instant } from './ids.ts';

/** The role of a workload, such as a job of a CI service. The first rule whose claims all match counts. */
export const WorkloadRule = z.strictObject({
  /** Each claim must have the value, or one of the values. Required: every project of a CI service has the same issuer. */
  claims: z
    .record(z.string(), z.union([z.string(), z.array(z.string()).min(1)]))
    .refine((claims) => Object.keys(claims).length > 0, 'name at least one claim'),
  role: Role,
  /** The only environments that it can access; by default all. */
  environments: z.array(EnvironmentKey).min(1).optional(),
});
export type WorkloadRule = z.infer<typeof WorkloadRule>;

/** A token of OpenID Connect that a CI service has issued for a job. */
export const ExchangeInput = z.strictObject({ token: z.string().min(1).max(16_000) });
export type ExchangeInput = z.infer<typeof ExchangeInput>;

/** An access token for 15 minutes. */
export const ExchangedToken = z.strictObject({
  token: z.string(),
  expiresAt: Instant,
  role: Role,
  environments: z.array(EnvironmentKey).nullable(),
});
export type ExchangedToken = z.infer<typeof ExchangedToken>;
