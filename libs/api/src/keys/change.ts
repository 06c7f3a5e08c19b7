import {
  type ApiKey,
  type ApiKeyRef,
  type CreateApiKeyInput,
  DomainError,
  type EnvironmentKey,
  HOUR_MS,
  isSameJson,
  MINUTE_MS,
  type NewApiKey,
  PREFIX_OF_KIND,
  type RotateApiKeyInput,
  type UpdateApiKeyInput,
} from '@burgee/contracts';
import {
  ApiKeyRow,
  type Change,
  changeAccess,
  databaseTime,
  type EntityManager,
  toApiKey,
  type WriteContext,
} from '@burgee/data-access';
import { type Receiver, refuseMoreThan } from '../access/grants.ts';
import { requireEnvironment } from '../database/query.ts';
import { invalid } from '../failures/invalid.ts';
import { hashSecret } from './held-keys.ts';

/** Enough to tell keys apart, too little to help guess the rest. */
const SHOWN_LENGTH = 8;
/**
 * Minimum pause after an overlap: only one of several concurrent rotations succeeds, since each would invalidate the
 * other's new secret before anyone sees it.
 */
const PAUSE_MS = MINUTE_MS;

/**
 * Returns the secret, which cannot be read again: it is not stored for a retry, either.
 *
 * @throws DomainError ENVIRONMENT_NOT_FOUND; VALIDATION_FAILED for a past expiry; FORBIDDEN.
 */
export async function createApiKey(
  ctx: WriteContext,
  { session, services }: Receiver,
  input: CreateApiKeyInput,
): Promise<NewApiKey> {
  if (input.kind === 'admin') refuseMoreThan(session, { ...input, roles: {} });
  const secret = PREFIX_OF_KIND[input.kind] + services.newSecret();
  return changeAccess(withoutIdempotency(ctx), async (em) => {
    const now = await databaseTime(em);
    refusePast(input.expiresAt, now);
    for (const environment of keyEnvironments(input)) await requireEnvironment(em, environment);
    const { key, change } = await addApiKey(ctx, em, { input, secret, now });
    return { result: { key, secret }, changes: [change] };
  });
}

type AddedKey = {
  readonly input: CreateApiKeyInput;
  readonly secret: string;
  readonly now: Date;
  /** The person whose login on the command line created the key. */
  readonly personId?: string;
};

/** Stores a key within a change of access. */
export async function addApiKey(
  ctx: WriteContext,
  em: EntityManager,
  { input, secret, now, personId }: AddedKey,
): Promise<{ readonly key: ApiKey; readonly change: Change }> {
  const { reason, ...fields } = input;
  const row = em.create(ApiKeyRow, {
    ...fields,
    origins: 'origins' in input ? input.origins : [],
    scopes: 'scopes' in input ? input.scopes : [],
    expiresAt: input.expiresAt ? new Date(input.expiresAt) : null,
    id: ctx.newId(),
    ...secretColumns(secret),
    createdAt: now,
    createdBy: ctx.actor,
    personId: personId ?? null,
  });
  await em.flush();
  const key = toApiKey(row, now);
  return { key, change: keyChange('created', reason, null, key) };
}

/** @throws DomainError KEY_NOT_FOUND; VALIDATION_FAILED for origins or scopes of a key that has none. */
export async function updateApiKey(ctx: WriteContext, input: UpdateApiKeyInput): Promise<ApiKey> {
  return editKey(ctx, input, (row) => {
    if (input.origins && row.kind !== 'web') throw invalid('origins', 'only web keys have origins');
    if (input.scopes && row.kind !== 'admin') throw invalid('scopes', 'only admin keys have scopes');
    return {
      name: input.name ?? row.name,
      origins: input.origins ?? row.origins,
      scopes: input.scopes ?? row.scopes,
    };
  });
}

/**
 * Creates a new secret; the previous one stays valid for the overlap.
 *
 * @throws DomainError KEY_NOT_FOUND; FORBIDDEN; KEY_ROTATING while the previous secret is still valid.
 */
export async function rotateApiKey(
  ctx: WriteContext,
  { session, services }: Receiver,
  input: RotateApiKeyInput,
): Promise<NewApiKey> {
  let secret = '';
  const key = await editKey(withoutIdempotency(ctx), input, (row, now) => {
    const { name, previousEndsAt } = row;
    const until = new Date((previousEndsAt?.getTime() ?? -Infinity) + PAUSE_MS);
    const { role, reach } = toApiKey(row, now);
    if (role) refuseMoreThan(session, { role, reach, roles: {} });
    if (until > now) throw new DomainError({ code: 'KEY_ROTATING', name, until: until.toISOString() });
    secret = PREFIX_OF_KIND[row.kind] + services.newSecret();
    const endsAt = new Date(now.getTime() + input.overlapHours * HOUR_MS);
    return { ...secretColumns(secret), previousHash: row.hash, previousEndsAt: endsAt };
  });
  return { key, secret };
}

/** Revokes the previous secret, which a rotation left valid. @throws DomainError KEY_NOT_FOUND. */
export async function endPreviousSecret(ctx: WriteContext, input: ApiKeyRef): Promise<ApiKey> {
  return editKey(ctx, input, () => ({ previousHash: null, previousEndsAt: null }));
}

/**
 * Revokes a key permanently. It stays in the list, so that the audit trail can still name it.
 *
 * @throws DomainError KEY_NOT_FOUND.
 */
export async function revokeApiKey(ctx: WriteContext, input: ApiKeyRef): Promise<ApiKey> {
  return editKey(ctx, input, (_row, now) => ({ revokedAt: now, previousHash: null, previousEndsAt: null }));
}

type KeyEdit = Partial<
  Pick<ApiKeyRow, 'name' | 'origins' | 'scopes' | 'start' | 'hash' | 'previousHash' | 'previousEndsAt' | 'revokedAt'>
>;

/** Edits a key that is not revoked; a revoked one counts as not found. */
async function editKey(
  ctx: WriteContext,
  { id, environment, reason }: ApiKeyRef,
  change: (row: ApiKeyRow, now: Date) => KeyEdit,
): Promise<ApiKey> {
  return changeAccess(ctx, async (em) => {
    // The permission to manage a key depends on its environment, so one named with another environment is not found.
    const row = await em.findOne(ApiKeyRow, { id, environment: environment ?? null, revokedAt: null });
    if (!row) throw new DomainError({ code: 'KEY_NOT_FOUND', id });
    const now = await databaseTime(em);
    const before = toApiKey(row, now);
    em.assign(row, change(row, now));
    await em.flush();
    const after = toApiKey(row, now);
    if (isSameJson(before, after)) return { result: after, changes: [] };
    return { result: after, changes: [keyChange('updated', reason, before, after)] };
  });
}

function withoutIdempotency(ctx: WriteContext): WriteContext {
  return { ...ctx, idempotency: undefined };
}

function secretColumns(secret: string): Pick<ApiKeyRow, 'start' | 'hash'> {
  return { start: secret.slice(0, SHOWN_LENGTH), hash: hashSecret(secret) };
}

function keyEnvironments(input: CreateApiKeyInput): readonly EnvironmentKey[] {
  return input.kind === 'admin' ? (input.reach ?? []) : [input.environment];
}

function refusePast(expiresAt: string | undefined, now: Date): void {
  if (expiresAt && new Date(expiresAt) <= now) throw invalid('expiresAt', 'must be in the future');
}

export function keyChange(
  action: Change['action'],
  reason: string | undefined,
  before: ApiKey | null,
  after: ApiKey,
): Change {
  const audited = (key: ApiKey | null) => key && { ...key, lastUsedAt: undefined };
  return {
    environment: null,
    action,
    subject: 'key',
    key: after.name,
    reason,
    before: audited(before),
    after: audited(after),
  };
}
