import { z } from 'zod';
import { EnvironmentKey, FlagKey, Instant, RulesetVersion } from './ids.ts';
import { OverrideType } from './override.ts';
import { BrokenFields, StoredEnvironmentKey } from './stored.ts';
import { JsonValue } from './value.ts';

export const AuditAction = z.enum(['created', 'updated', 'archived', 'restored', 'removed', 'expired']);
export type AuditAction = z.infer<typeof AuditAction>;

export const AuditSubject = z.enum(['flag', 'segment', 'environment', 'override', 'key', 'person', 'invitation']);
export type AuditSubject = z.infer<typeof AuditSubject>;

/** The interface of a change, if that is not the admin app, REST or the command line. */
export const AuditVia = z.enum(['mcp']);
export type AuditVia = z.infer<typeof AuditVia>;

/** A change: its author, time, reason, and the states before and after. Written in the transaction of the change. */
export const AuditEntry = z.strictObject({
  id: z.uuid(),
  /** Its place in the trail, which has no gaps. */
  number: z.int(),
  /** `null` for keys, people and invitations, which belong to no environment. */
  environment: StoredEnvironmentKey.nullable(),
  /** The version that the change created. Keys and people share a version of their own. */
  version: RulesetVersion,
  at: Instant,
  /** An id with its kind, such as `person:<id>`; see actor.ts. */
  actor: z.string(),
  action: AuditAction,
  subject: AuditSubject,
  /** Key of the flag, segment or environment; the flag's key for an override; the name of a key; a person's email address. */
  key: z.string(),
  overrideType: OverrideType.nullable(),
  /** The user, session or test run of an override for one id. */
  target: z.string().nullable(),
  reason: z.string().nullable(),
  /** `mcp` for a change that an agent made. */
  via: AuditVia.nullable(),
  /** The program that made the change over MCP, as it names itself. */
  client: z.string().nullable(),
  before: JsonValue.nullable(),
  after: JsonValue.nullable(),
  broken: BrokenFields,
});
export type AuditEntry = z.infer<typeof AuditEntry>;

/** The current name of an actor whose name may change; `null` if the id is unknown. */
export const ActorNameInput = z.strictObject({ actor: z.string().max(255) });
export const ActorName = z.strictObject({ name: z.string().nullable() });
export type ActorName = z.infer<typeof ActorName>;

/** Newest first. `cursor` is the previous page's `nextCursor`. */
export const ListAuditInput = z.strictObject({
  environment: EnvironmentKey.optional(),
  flagKey: FlagKey.optional(),
  /** Overrides for this user, session or test run. */
  target: z.string().max(255).optional(),
  /** An id, a name or an email address. */
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

/** A place in the trail, with a MAC that covers it and every entry before it. The server logs one every hour. */
export const Checkpoint = z.strictObject({ number: z.int().nonnegative(), mac: z.string().max(43) });
export type Checkpoint = z.infer<typeof Checkpoint>;

/** Parses `number:mac` or the log line that contains a checkpoint. Returns `undefined` for any other text. */
export function parseCheckpoint(text: string): Checkpoint | undefined {
  const [, number, mac] = /^(\d{1,15}):([\w-]{0,43})$/.exec(text.trim()) ?? [];
  return LoggedCheckpoint.safeParse(number === undefined ? parseJsonOrUndefined(text) : { number: Number(number), mac })
    .data;
}

/** A log line has other fields too. */
const LoggedCheckpoint = z.object(Checkpoint.shape);

function parseJsonOrUndefined(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The problem of the first entry that does not fit the chain. */
export const AuditProblem = z.enum([
  /** The entry was changed, or was written without the key. */
  'changed',
  /** The entry is missing. */
  'missing',
  /** The row of the newest link contradicts the newest entry. */
  'head',
  /** The oldest entry does not match the seal that retention left when it deleted older ones. */
  'cut',
  /** The trail ends before the checkpoint, or differs from it. */
  'checkpoint',
]);
export type AuditProblem = z.infer<typeof AuditProblem>;

export const VerifyAuditInput = z.strictObject({ checkpoint: Checkpoint.optional() });
export type VerifyAuditInput = z.infer<typeof VerifyAuditInput>;

const Verified = z.strictObject({
  /** How many entries were checked. */
  entries: z.int(),
  /** Entries from before the chain existed, which it does not cover. */
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
