import { z } from 'zod';
import { Role } from './access.ts';

/** Fields of a `STALE_REVISION` that the other person changed too. */
const FieldDifference = z.strictObject({ field: z.string(), yours: z.json().optional(), current: z.json().optional() });

/** What is wrong, and where: the path of the field, with dots between its parts. */
export const Detail = z.strictObject({ path: z.string(), message: z.string() });
export type Detail = z.infer<typeof Detail>;

function failure<C extends string, S extends z.ZodRawShape>(code: C, facts: S) {
  return z.strictObject({ code: z.literal(code), ...facts });
}

/** Every failure that a caller can act on. All others are bugs, and say only "internal error". */
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
  failure('FEATURE_NOT_AVAILABLE', { flagKey: z.string() }),
  failure('ROUTE_NOT_FOUND', { method: z.string(), path: z.string() }),
  failure('STALE_REVISION', { yours: z.int(), current: z.int(), differences: z.array(FieldDifference) }),
  failure('KEY_TAKEN', {
    subject: z.enum(['flag', 'segment', 'environment', 'person', 'key']),
    key: z.string(),
    archived: z.boolean(),
  }),
  failure('SEGMENT_IN_USE', { segment: z.string(), flags: z.array(z.string()), segments: z.array(z.string()) }),
  failure('FLAG_IN_USE', { flagKey: z.string(), flags: z.array(z.string()) }),
  failure('KEY_ROTATING', { name: z.string(), until: z.string() }),
  /** `everywhere` is what is about no environment, such as people. */
  failure('LAST_ADMIN', { email: z.string(), everywhere: z.boolean(), environments: z.array(z.string()) }),
  failure('PREREQUISITE_CYCLE', { path: z.array(z.string()) }),
  failure('LIMIT_EXCEEDED', { limit: z.string(), max: z.int(), actual: z.int() }),
  failure('RATE_LIMITED', { retryAfterSec: z.int() }),
  failure('SERVER_BUSY', { problem: z.enum(['stopping', 'streams']), retryAfterSec: z.int() }),
  failure('BUSY', { environment: z.string().nullable(), retryAfterSec: z.int() }),
  failure('DATABASE_UNAVAILABLE', { retryAfterSec: z.int() }),
]);
export type DomainFailure = z.infer<typeof DomainFailure>;
export type DomainCode = DomainFailure['code'];
export type FailureOf<C extends DomainCode> = Extract<DomainFailure, { code: C }>;

type Words = { message: string; hint: string };

const words = {
  VALIDATION_FAILED: ({ details }) => ({
    message: details.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join('; '),
    hint: 'Correct the fields that are named and send the request again; nothing was changed.',
  }),
  BODY_TOO_DEEP: ({ limit }) => ({
    message: `The body nests deeper than ${limit} levels.`,
    hint: 'Send a flatter body.',
  }),
  BODY_TOO_LARGE: ({ limitBytes }) => ({
    message: `The body is larger than ${limitBytes} bytes.`,
    hint: 'Send less at once.',
  }),
  UNAUTHENTICATED: ({ problem }) => ({
    message: { missing: 'No token was sent.', invalid: 'The token is not valid.', expired: 'The token has expired.' }[
      problem
    ],
    hint: 'Send a valid token as "Authorization: Bearer <token>"; the server prints one when it starts in development.',
  }),
  FORBIDDEN: ({ needs, has, environment }) => ({
    message: `This needs the role ${needs}${environment ? ` in ${environment}` : ''}; you have ${has}.`,
    hint: `Ask somebody who is ${needs === 'viewer' ? 'a viewer' : `an ${needs}`}, or have an admin give you the role.`,
  }),
  TOKEN_SCOPE: ({ scope }) => ({
    message: `The token or key does not reach ${scope}.`,
    hint: 'Use one that was made for it.',
  }),
  CROSS_SITE: ({ origin }) => ({
    message: `This came from another site (${origin}), in the name of who has signed in here.`,
    hint: 'Use the admin app itself, or a token or key instead of the cookie.',
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
    hint: 'List the overrides of the flag to see what there is.',
  }),
  ENVIRONMENT_NOT_FOUND: ({ environment, existing }) => ({
    message: `There is no environment "${environment}".`,
    hint: existing.length ? `There are: ${existing.join(', ')}.` : 'Create one first.',
  }),
  SEGMENT_NOT_FOUND: ({ segment, environment }) => ({
    message: `There is no segment "${segment}" in ${environment}.`,
    hint: 'Check the key, or create the segment first.',
  }),
  KEY_NOT_FOUND: ({ id }) => ({
    message: `There is no key "${id}" here.`,
    hint: 'List the keys to see what there is, and name the environment that it belongs to.',
  }),
  PERSON_NOT_FOUND: ({ id }) => ({
    message: `There is nobody with the id "${id}".`,
    hint: 'List the people to see who there is.',
  }),
  LINK_NOT_VALID: ({ problem }) => ({
    message: {
      unknown: 'This link is not valid.',
      used: 'This link has been used.',
      expired: 'This link has expired.',
    }[problem],
    hint: 'Ask an admin for a new one; where nobody can sign in yet, restart the server, which prints one.',
  }),
  FEATURE_NOT_AVAILABLE: ({ flagKey }) => ({
    message: 'Feature not available',
    hint: `It is behind the flag "${flagKey}", which is off for you.`,
  }),
  ROUTE_NOT_FOUND: ({ method, path }) => ({
    message: `There is nothing at ${method} ${path}.`,
    hint: 'Check the method and the path.',
  }),
  STALE_REVISION: ({ yours, current, differences }) => ({
    message: `Somebody else changed this since you read it: you have revision ${yours}, it is at ${current}.`,
    hint: differences.length
      ? `Read it again; these differ: ${differences.map(({ field }) => field).join(', ')}.`
      : 'Read it again and repeat your change.',
  }),
  KEY_TAKEN: ({ subject, key, archived }) => ({
    message: `There is already a ${subject} "${key}"${archived ? ', which is archived' : ''}.`,
    hint: archived ? 'Restore it, or delete it first.' : 'Choose another key, or update the one there is.',
  }),
  SEGMENT_IN_USE: ({ segment, flags, segments }) => ({
    message: `The segment "${segment}" is used by ${[...flags, ...segments].join(', ')}.`,
    hint: 'Take it out of those first.',
  }),
  FLAG_IN_USE: ({ flagKey, flags }) => ({
    message: `The flag "${flagKey}" is a prerequisite of ${flags.join(', ')}.`,
    hint: 'Take it out of their prerequisites first.',
  }),
  KEY_ROTATING: ({ name, until }) => ({
    message: `The key "${name}" is being rotated already, until ${until}.`,
    hint: 'Wait until then, or end the secret before now.',
  }),
  LAST_ADMIN: ({ email, everywhere, environments }) => ({
    message: `${email} is the last admin${everywhere ? '' : ` in ${environments.join(', ')}`} who can sign in.`,
    hint: `Make someone else an admin${everywhere ? '' : ' there'} first.`,
  }),
  PREREQUISITE_CYCLE: ({ path }) => ({
    message: `These would require one another: ${path.join(' -> ')}.`,
    hint: 'Leave out one of the links.',
  }),
  LIMIT_EXCEEDED: ({ limit, max, actual }) => ({
    message: `At most ${max} ${limit}; this would be ${actual}.`,
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
    hint: `Try again in ${retryAfterSec} s; another server may answer then.`,
  }),
  BUSY: ({ environment, retryAfterSec }) => ({
    message: `Other changes of ${environment ?? 'keys and people'} are still under way.`,
    hint: `Nothing was changed. Try again in ${retryAfterSec} s.`,
  }),
  DATABASE_UNAVAILABLE: ({ retryAfterSec }) => ({
    message: 'The database cannot be reached.',
    hint: `Try again in ${retryAfterSec} s. Flags that are in memory are evaluated meanwhile.`,
  }),
} satisfies { [C in DomainCode]: (failure: FailureOf<C>) => Words };

/** The sentence that says the cause, and what to do about it. */
export function describeFailure(failure: DomainFailure): Words {
  // The table is complete by type; TypeScript cannot follow that the entry for `failure.code` takes this very failure.
  return (words[failure.code] as (failure: DomainFailure) => Words)(failure);
}

/** A failure on its way to the edge, where one table gives it a status. */
export class DomainError extends Error {
  readonly failure: DomainFailure;
  /** @param options `cause` is for logs; callers never see it. */
  constructor(failure: DomainFailure, options?: ErrorOptions) {
    super(describeFailure(failure).message, options);
    this.name = 'DomainError';
    this.failure = failure;
  }
}

/** Problems that an answer names one by one: a list of thousands may be wrong in each of its lines. */
export const MAX_DETAILS = 100;

export function invalidInput(details: readonly Detail[]): FailureOf<'VALIDATION_FAILED'> {
  const others = details.length - MAX_DETAILS;
  if (others <= 0) return { code: 'VALIDATION_FAILED', details: [...details] };
  const rest = { path: '', message: `${others} more ${others === 1 ? 'problem is' : 'problems are'} not listed` };
  return { code: 'VALIDATION_FAILED', details: [...details.slice(0, MAX_DETAILS), rest] };
}

/** What Zod found, in our words: where, and what is wrong. */
export function validationFailure(error: z.core.$ZodError): FailureOf<'VALIDATION_FAILED'> {
  const issues = error.issues.flatMap(innermostIssues);
  return invalidInput(issues.map(({ path, message }) => ({ path: path.join('.'), message })));
}

/** A union that nobody fits says no more than this, unless its author wrote something better. */
const NOBODY_FITS = 'Invalid input';

/** What is really wrong says the branch of a union that came furthest, and of those the one with the fewest problems. */
function innermostIssues(issue: z.core.$ZodIssue): { path: PropertyKey[]; message: string }[] {
  if (issue.code !== 'invalid_union' || issue.errors.length === 0 || issue.message !== NOBODY_FITS)
    return [{ path: issue.path, message: issue.message }];
  const closest = issue.errors.reduce((best, branch) => {
    if (depthOf(branch) !== depthOf(best)) return depthOf(branch) > depthOf(best) ? branch : best;
    return countOf(branch) < countOf(best) ? branch : best;
  });
  return closest.flatMap(innermostIssues).map((inner) => ({ ...inner, path: [...issue.path, ...inner.path] }));
}

function depthOf(branch: readonly z.core.$ZodIssue[]): number {
  return Math.max(0, ...branch.map(({ code, path }) => path.length + (code === 'unrecognized_keys' ? 1 : 0)));
}

function countOf(branch: readonly z.core.$ZodIssue[]): number {
  return branch.reduce((sum, issue) => sum + (issue.code === 'unrecognized_keys' ? issue.keys.length : 1), 0);
}

/** A failure as REST sends it: RFC 9457 problem details. */
export const Problem = z.strictObject({
  type: z.string(),
  title: z.string(),
  status: z.int(),
  code: z.string(),
  hint: z.string(),
  details: z.json().optional(),
  requestId: z.string(),
});
export type Problem = z.infer<typeof Problem>;
