import { z } from 'zod';
import { EnvironmentKey, FlagKey, Instant, RulesetVersion } from './ids.ts';
import { OverrideType } from './override.ts';
import { JsonValue } from './value.ts';

export const AuditAction = z.enum(['created', 'updated', 'archived', 'restored', 'removed', 'expired']);
export type AuditAction = z.infer<typeof AuditAction>;

export const AuditSubject = z.enum(['flag', 'segment', 'environment', 'override', 'key', 'person', 'invitation']);
export type AuditSubject = z.infer<typeof AuditSubject>;

/** Who changed what, when, why, before and after. Written in the transaction of the change. */
export const AuditEntry = z.strictObject({
  id: z.uuid(),
  /** Its place in the trail, which has no gaps. */
  number: z.int(),
  /** `null` of what belongs to no environment: keys, people and invitations. */
  environment: EnvironmentKey.nullable(),
  /** The version that the change made: of the environment, or of all keys and people. */
  version: RulesetVersion,
  at: Instant,
  actor: z.string(),
  action: AuditAction,
  subject: AuditSubject,
  /** Key of the flag, segment or environment; of an override, its flag's; of a key its name, of people their e-mail address. */
  key: z.string(),
  overrideType: OverrideType.nullable(),
  /** Of an override for one user, session or test run: which. */
  target: z.string().nullable(),
  reason: z.string().nullable(),
  before: JsonValue.nullable(),
  after: JsonValue.nullable(),
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** Newest first. `cursor` is the one a page before gave. */
export const ListAuditInput = z.strictObject({
  environment: EnvironmentKey.optional(),
  flagKey: FlagKey.optional(),
  /** Overrides for this user, session or test run. */
  target: z.string().max(255).optional(),
  actor: z.string().max(255).optional(),
  action: AuditAction.optional(),
  type: z.union([AuditSubject, OverrideType]).optional(),
  from: Instant.optional(),
  to: Instant.optional(),
  limit: z.int().min(1).max(500).default(50),
  cursor: z.string().max(200).optional(),
});
export type ListAuditInput = z.infer<typeof ListAuditInput>;

export const AuditPage = z.strictObject({ items: z.array(AuditEntry), nextCursor: z.string().nullable() });
export type AuditPage = z.infer<typeof AuditPage>;
