import { z } from 'zod';
import { Role } from './access.ts';
import { describeNotAvailable } from './not-available.ts';
import { JsonValue } from './value.ts';

/** A field of a `STALE_REVISION` that someone else changed too. */
const FieldDifference = z.strictObject({
  field: z.string(),
  yours: JsonValue.optional(),
  current: JsonValue.optional(),
});

/** A problem and the path of its field, with dots between the parts. */
export const Detail = z.strictObject({ path: z.string(), message: z.string() });
export type Detail = z.infer<typeof Detail>;

function failure<C extends string, S extends z.ZodRawShape>(code: C, facts: S) {
  return z.strictObject({ code: z.literal(code), ...facts });
}

/** Every failure that a caller can act on. All others are bugs and report only "internal error". */
export const DomainFailure = z.discriminatedUnion('code', [
  failure('VALIDATION_FAILED', { details: z.array(Detail) }),
  failure('BODY_TOO_DEEP', { limit: z.int() }),
  failure('BODY_TOO_LARGE', { limitBytes: z.int() }),
  failure('UNAUTHENTICATED', { problem: z.enum(['missing', 'invalid', 'expired']) }),
  failure('FORBIDDEN', { needs: Role, has: Role, environment: z.string().nullable() }),
  failure('TOKEN_SCOPE', { scope: z.string() }),
  failure('CROSS_SITE', { origin: z.string() }),
  failure('OVERRIDES_NOT_PERMITTED', { environment: z.string() }),
  failure('FLAG_NOT_FOUND', { flagKey: z.string(), environment: z.string(), suggestion: z.string().optional() }),
  failure('OVERRIDE_NOT_FOUND', { flagKey: z.string(), target: z.string() }),
  failure('ENVIRONMENT_NOT_FOUND', { environment: z.string(), existing: z.array(z.string()) }),
  failure('SEGMENT_NOT_FOUND', { segment: z.string(), environment: z.string() }),
  failure('KEY_NOT_FOUND', { id: z.string() }),
  failure('PERSON_NOT_FOUND', { id: z.string() }),
  failure('LINK_NOT_VALID', { problem: z.enum(['unknown', 'used', 'expired']) }),
  failure('LOGIN_NOT_VALID', { problem: z.enum(['unknown', 'expired', 'decided', 'used', 'approver']) }),
  failure('PLAN_NOT_VALID', { problem: z.enum(['invalid', 'expired', 'caller']) }),
  failure('FEATURE_NOT_AVAILABLE', { flagKey: z.string() }),
  /** `upstream`: set by an edge, whose other routes are those of the server that it follows. */
  failure('ROUTE_NOT_FOUND', { method: z.string(), path: z.string(), upstream: z.string().optional() }),
  failure('STALE_REVISION', { yours: z.int(), current: z.int(), differences: z.array(FieldDifference) }),
  failure('KEY_TAKEN', {
    subject: z.enum(['flag', 'segment', 'environment', 'person', 'key']),
    key: z.string(),
    archived: z.boolean(),
  }),
  failure('SEGMENT_IN_USE', { segment: z.string(), flags: z.array(z.string()), segments: z.array(z.string()) }),
  failure('FLAG_IN_USE', { flagKey: z.string(), flags: z.array(z.string()) }),
  failure('FLAG_MANAGED', { flagKey: z.string(), source: z.string() }),
  failure('KEY_ROTATING', { name: z.string(), until: z.string() }),
  /** `everywhere`: the last person with the global role, which managing people requires. */
  failure('LAST_ADMIN', { email: z.string(), everywhere: z.boolean(), environments: z.array(z.string()) }),
  failure('PREREQUISITE_CYCLE', { path: z.array(z.string()) }),
  failure('LIMIT_EXCEEDED', { limit: z.string(), max: z.int(), actual: z.int() }),
  failure('RATE_LIMITED', { retryAfterSec: z.int() }),
  failure('SERVER_BUSY', { problem: z.enum(['stopping', 'streams']), retryAfterSec: z.int() }),
  failure('BUSY', { environment: z.string().nullable(), retryAfterSec: z.int() }),
  failure('ISSUER_UNAVAILABLE', { issuer: z.string(), retryAfterSec: z.int() }),
  failure('DATABASE_UNAVAILABLE', { retryAfterSec: z.int() }),
  failure('UPSTREAM_UNAVAILABLE', { retryAfterSec: z.int() }),
]);
export type DomainFailure = z.infer<typeof DomainFailure>;
export type DomainCode = DomainFailure['code'];
export type FailureOf<C extends DomainCode> = Extract<DomainFailure, { code: C }>;

type FailureMessage = { message: string; hint: string };

const failureMessages = {
  VALIDATION_FAILED: ({ details }) => ({
    message: details.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; '),
    hint: 'Correct the named fields and send the request again; nothing was changed.',
  }),
  BODY_TOO_DEEP: ({ limit }) => ({
    message: `The body nests deeper than ${limit} levels.`,
    hint: 'Send a flatter body.',
  }),
  BODY_TOO_LARGE: ({ limitBytes }) => ({
    message: `The body is larger than ${limitBytes} bytes.`,
    hint: 'Send a smaller body, or split the request.',
  }),
  UNAUTHENTICATED: ({ problem }) => ({
    message: { missing: 'No token was sent.', invalid: 'The token is not valid.', expired: 'The token has expired.' }[
      problem
    ],
    hint: 'Send a valid token as "Authorization: Bearer <token>"; the server prints one when it starts in development.',
  }),
  FORBIDDEN: ({ needs, has, environment }) => ({
    message: `This requires the role ${needs}${environment ? ` in ${environment}` : ''}; your role is ${has}.`,
    hint: `Ask ${needs === 'viewer' ? 'a viewer' : `an ${needs}`} to do it, or ask an admin for the role.`,
  }),
  TOKEN_SCOPE: ({ scope }) => ({
    message: `The token or key has no access to ${scope}.`,
    hint: 'Use a token or key that has.',
  }),
  CROSS_SITE: ({ origin }) => ({
    message: `Refused a cross-site request from ${origin} made with the signed-in user's session.`,
    hint: 'Use the admin app itself, or send a token or key instead of the cookie.',
  }),
  OVERRIDES_NOT_PERMITTED: ({ environment }) => ({
    message: `The environment "${environment}" does not permit session overrides.`,
    hint: 'Try it in an environment that permits them, or have an admin permit them here.',
  }),
  FLAG_NOT_FOUND: ({ flagKey, environment, suggestion }) => ({
    message: `There is no flag "${flagKey}" in ${environment}.`,
    hint: suggestion ? `Did you mean "${suggestion}"?` : 'Check the key and the environment, or create the flag.',
  }),
  OVERRIDE_NOT_FOUND: ({ flagKey, target }) => ({
    message: `The flag "${flagKey}" has no such override for "${target}".`,
    hint: 'List the overrides of the flag to see which exist.',
  }),
  ENVIRONMENT_NOT_FOUND: ({ environment, existing }) => ({
    message: `There is no environment "${environment}".`,
    hint: existing.length ? `These exist: ${existing.join(', ')}.` : 'Create one first.',
  }),
  SEGMENT_NOT_FOUND: ({ segment, environment }) => ({
    message: `There is no segment "${segment}" in ${environment}.`,
    hint: 'Check the key, or create the segment first.',
  }),
  KEY_NOT_FOUND: ({ id }) => ({
    message: `There is no key "${id}" here.`,
    hint: 'List the keys to see which exist, and name the environment that the key belongs to.',
  }),
  PERSON_NOT_FOUND: ({ id }) => ({
    message: `There is no person with the id "${id}".`,
    hint: 'List the people to see their ids.',
  }),
  LINK_NOT_VALID: ({ problem }) => ({
    message: {
      unknown: 'This link is not valid.',
      used: 'This link has already been used.',
      expired: 'This link has expired.',
    }[problem],
    hint: 'Ask an admin for a new one. If no one can sign in yet, restart the server; it prints one.',
  }),
  LOGIN_NOT_VALID: ({ problem }) => ({
    message: {
      unknown: 'No program waits with this code.',
      expired: 'This code has expired.',
      decided: 'This login has already been approved or denied.',
      used: 'This login has already been used.',
      approver: 'The person who approved this login can no longer give that role.',
    }[problem],
    hint: 'Run "burgee login" again. It prints a new code, which is valid for 10 minutes.',
  }),
  PLAN_NOT_VALID: ({ problem }) => ({
    message: {
      invalid: 'This plan is not valid.',
      expired: 'This plan has expired.',
      caller: 'Another caller made this plan.',
    }[problem],
    hint: 'Preview the change again, and apply the new plan within 10 minutes.',
  }),
  FEATURE_NOT_AVAILABLE: describeNotAvailable,
  ROUTE_NOT_FOUND: ({ method, path, upstream }) => ({
    message: `There is no route ${method} ${path}${upstream === undefined ? '' : ' on this server, which is an edge'}.`,
    hint:
      upstream === undefined
        ? 'Check the method and the path.'
        : `An edge only evaluates flags. Use the server that it follows, ${upstream}, for everything else.`,
  }),
  STALE_REVISION: ({ yours, current, differences }) => ({
    message: `Someone else changed this after you read it: you have revision ${yours}, the current one is ${current}.`,
    hint: differences.length
      ? `Read it again; these fields differ: ${differences.map(({ field }) => field).join(', ')}.`
      : 'Read it again and repeat your change.',
  }),
  KEY_TAKEN: ({ subject, key, archived }) => ({
    message: `The ${subject} "${key}" already exists${archived ? ' and is archived' : ''}.`,
    hint: archived ? 'Restore it, or delete it first.' : 'Choose another key, or update the existing one.',
  }),
  SEGMENT_IN_USE: ({ segment, flags, segments }) => ({
    message: `The segment "${segment}" is used by ${[...flags, ...segments].join(', ')}.`,
    hint: 'Remove it from those first.',
  }),
  FLAG_IN_USE: ({ flagKey, flags }) => ({
    message: `The flag "${flagKey}" is a prerequisite of ${flags.join(', ')}.`,
    hint: 'Remove it from their prerequisites first.',
  }),
  FLAG_MANAGED: ({ flagKey, source }) => ({
    message: `The flag "${flagKey}" is managed in Git: ${source}.`,
    hint: 'Change it there. If that is not possible, release it first.',
  }),
  KEY_ROTATING: ({ name, until }) => ({
    message: `The key "${name}" is already being rotated, until ${until}.`,
    hint: 'Wait until then, or revoke the previous secret first.',
  }),
  LAST_ADMIN: ({ email, everywhere, environments }) => ({
    message: `${email} is the last admin${everywhere ? '' : ` in ${environments.join(', ')}`} who can sign in.`,
    hint: `Make someone else an admin${everywhere ? '' : ' there'} first.`,
  }),
  PREREQUISITE_CYCLE: ({ path }) => ({
    message: `The prerequisites would form a cycle: ${path.join(' -> ')}.`,
    hint: 'Remove one of them.',
  }),
  LIMIT_EXCEEDED: ({ limit, max, actual }) => ({
    message: `At most ${max} ${limit} are allowed; this would be ${actual}.`,
    hint: 'Remove some first.',
  }),
  RATE_LIMITED: ({ retryAfterSec }) => ({
    message: 'Too many requests.',
    hint: `Try again in ${retryAfterSec} s.`,
  }),
  SERVER_BUSY: ({ problem, retryAfterSec }) => ({
    message: {
      stopping: 'The server is stopping.',
      streams: 'The server has as many open streams as it can hold.',
    }[problem],
    hint: `Try again in ${retryAfterSec} s; another server may be available then.`,
  }),
  BUSY: ({ environment, retryAfterSec }) => ({
    message: `Other changes to ${environment ?? 'keys and people'} are still in progress.`,
    hint: `Nothing was changed. Try again in ${retryAfterSec} s.`,
  }),
  ISSUER_UNAVAILABLE: ({ issuer, retryAfterSec }) => ({
    message: `The keys of ${issuer} cannot be read.`,
    hint: `Try again in ${retryAfterSec} s. If it goes on, check that this server can reach the issuer.`,
  }),
  DATABASE_UNAVAILABLE: ({ retryAfterSec }) => ({
    message: 'The database cannot be reached.',
    hint: `Try again in ${retryAfterSec} s. Flags in memory are still evaluated.`,
  }),
  UPSTREAM_UNAVAILABLE: ({ retryAfterSec }) => ({
    message: 'The server that this edge follows has not sent what the answer needs.',
    hint: `Try again in ${retryAfterSec} s. Flags in memory are still evaluated.`,
  }),
} satisfies { [C in DomainCode]: (failure: FailureOf<C>) => FailureMessage };

/** A sentence about the cause, and a hint about what to do. */
export function describeFailure(failure: DomainFailure): FailureMessage {
  // The table is complete by type, but TypeScript cannot infer that the entry for `failure.code` accepts this failure.
  return (failureMessages[failure.code] as (failure: DomainFailure) => FailureMessage)(failure);
}

/** Carries a failure to the edge, where one table maps it to a status. */
export class DomainError extends Error {
  readonly failure: DomainFailure;
  /** @param options `cause` is for logs only; callers never see it. */
  constructor(failure: DomainFailure, options?: ErrorOptions) {
    super(describeFailure(failure).message, options);
    this.name = 'DomainError';
    this.failure = failure;
  }
}

/** A failure as REST sends it: RFC 9457 problem details. */
export const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  hint: z.string(),
  details: JsonValue.optional(),
  requestId: z.string(),
});
export type Problem = z.infer<typeof Problem>;
