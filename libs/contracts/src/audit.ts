import { z } from 'zod';
import { EnvironmentKey, FlagKey, Instant, RulesetVersion } from './ids.ts';
import { OverrideType } from './override.ts';
import { BrokenFields, StoredEnvironmentKey } from './stored.ts';
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
  environment: StoredEnvironmentKey.nullable(),
  /** The version that the change made: of the environment, or of all keys and people. */
  version: RulesetVersion,
  at: Instant,
  /** An id with its kind, such as `person:<id>`; see actor.ts. */
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
  broken: BrokenFields,
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** The current name of an actor whose name may change; `null` if the id is unknown. */
export const ActorNameInput = z.strictObject({ actor: z.string().max(255) });
export const ActorName = z.strictObject({ name: z.string().nullable() });
export type ActorName = z.infer<typeof ActorName>;

/** Newest first. `cursor` is the one a page before gave. */
export const ListAuditInput = z.strictObject({
  environment: EnvironmentKey.optional(),
  flagKey: FlagKey.optional(),
  /** Overrides for this user, session or test run. */
  target: z.string().max(255).optional(),
  /** An id, a name or an address. */
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

/** A place in the trail, and what vouches for it and all before it. The server's log has one every hour. */
export const Checkpoint = z.strictObject({ number: z.int().nonnegative(), mac: z.string().max(43) });
export type Checkpoint = z.infer<typeof Checkpoint>;

/** As it is passed on: `number:mac`, or the line of the log that has it. Nothing for what is neither. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [, number, mac] = /^(\d{1,15}):([\w-]{0,43})$/.exec(text.trim()) ?? [];
  return InLog.safeParse(number === undefined ? fromJson(text) : { number: Number(number), mac }).data;
}

const InLog = z.object(Checkpoint.shape);

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** What is wrong with the first entry that does not fit. */
export const AuditProblem = z.enum([
  /** It is not what was written, or was written without the key. */
  'changed',
  /** It is not there. */
  'missing',
  /** The row of the newest link says something else than the newest entry. */
  'head',
  /** Where the old end was cut off is not what the retention sealed. */
  'cut',
  /** The trail goes on differently from where the checkpoint was taken, or ends before it. */
  'checkpoint',
]);
export type AuditProblem = z.infer<typeof AuditProblem>;

export const VerifyAuditInput = z.strictObject({ checkpoint: Checkpoint.optional() });
export type VerifyAuditInput = z.infer<typeof VerifyAuditInput>;

const Verified = z.strictObject({
  /** How many entries were looked at. */
  entries: z.int(),
  /** From before there was a chain: nothing vouches for them. */
  unchained: z.int(),
  head: Checkpoint,
});

export const AuditVerification = z.discriminatedUnion('status', [
  Verified.extend({ status: z.literal('whole') }),
  Verified.extend({
    status: z.literal('broken'),
    problem: z.strictObject({ number: z.int(), what: AuditProblem }),
  }),
]);
export type AuditVerification = z.infer<typeof AuditVerification>;
