import {
  DomainError,
  PREFIX_OF_KIND,
  type ApiKey,
  type ApiKeyRef,
  type CreateApiKeyInput,
  type EnvironmentKey,
  type NewApiKey,
  type RotateApiKeyInput,
  type UpdateApiKeyInput,
} from '@burgee/contracts';
import { ApiKeyRow, changeAccess, databaseTime, toApiKey, type Change, type WriteContext } from '@burgee/data-access';
import { isDeepStrictEqual } from 'node:util';
import { refuseMoreThan, type Receiver } from '../grants.ts';
import { invalid } from '../invalid.ts';
import { requireEnvironment } from '../query.ts';
import { hashOf } from './key-ring.ts';

/** Enough to tell keys apart, and too little to guess the rest. */
const SHOWN_LENGTH = 8;
const HOUR_MS = 60 * 60 * 1000;
/** Of many who rotate at once one gets a secret; the others' would be dead before they see it. */
const PAUSE_MS = 60 * 1000;

/**
 * The secret is given here, and never again: it is not remembered for who asks twice.
 *
 * @throws DomainError ENVIRONMENT_NOT_FOUND; VALIDATION_FAILED for an end that is past; FORBIDDEN.
 */
export async function createApiKey(
  ctx: WriteContext,
  { session, services }: Receiver,
  input: CreateApiKeyInput,
): Promise<NewApiKey> {
  if (input.kind === 'admin') refuseMoreThan(session, { ...input, roles: {} });
  const secret = PREFIX_OF_KIND[input.kind] + services.newSecret();
  return changeAccess(withoutMemory(ctx), async (em) => {
    const now = await databaseTime(em);
    refusePast(input.expiresAt, now);
    for (const environment of environmentsOf(input)) await requireEnvironment(em, environment);
    const { reason, ...fields } = input;
    const row = em.create(ApiKeyRow, {
      ...fields,
      origins: 'origins' in input ? input.origins : [],
      expiresAt: input.expiresAt ? new Date(input.expiresAt) : null,
      id: ctx.newId(),
      ...storedOf(secret),
      createdAt: now,
      createdBy: ctx.actor,
    });
    await em.flush();
    const key = toApiKey(row, now);
    return { result: { key, secret }, changes: [keyChange('created', reason, null, key)] };
  });
}

/** @throws DomainError KEY_NOT_FOUND; VALIDATION_FAILED for origins of a key that has none. */
export async function updateApiKey(ctx: WriteContext, input: UpdateApiKeyInput): Promise<ApiKey> {
  return edit(ctx, input, (row) => {
    if (input.origins && row.kind !== 'web') throw invalid('origins', 'only web keys have origins');
    return { name: input.name ?? row.name, origins: input.origins ?? row.origins };
  });
}

/**
 * Makes a new secret, beside which the one before stays valid for a while.
 *
 * @throws DomainError KEY_NOT_FOUND; FORBIDDEN; KEY_ROTATING while the secret before the one of now is still valid.
 */
export async function rotateApiKey(
  ctx: WriteContext,
  { session, services }: Receiver,
  input: RotateApiKeyInput,
): Promise<NewApiKey> {
  let secret = '';
  const key = await edit(withoutMemory(ctx), input, (row, now) => {
    const { name, previousEndsAt } = row;
    const until = new Date((previousEndsAt?.getTime() ?? -Infinity) + PAUSE_MS);
    const { role, reach } = toApiKey(row, now);
    if (role) refuseMoreThan(session, { role, reach, roles: {} });
    if (until > now) throw new DomainError({ code: 'KEY_ROTATING', name, until: until.toISOString() });
    secret = PREFIX_OF_KIND[row.kind] + services.newSecret();
    const endsAt = new Date(now.getTime() + input.overlapHours * HOUR_MS);
    return { ...storedOf(secret), previousHash: row.hash, previousEndsAt: endsAt };
  });
  return { key, secret };
}

/** Ends the secret before the one of now, which a rotation left valid. @throws DomainError KEY_NOT_FOUND. */
export async function endPreviousSecret(ctx: WriteContext, input: ApiKeyRef): Promise<ApiKey> {
  return edit(ctx, input, () => ({ previousHash: null, previousEndsAt: null }));
}

/** For good. The key stays in the list, so that the trail's name for it keeps its meaning. @throws DomainError KEY_NOT_FOUND. */
export async function revokeApiKey(ctx: WriteContext, input: ApiKeyRef): Promise<ApiKey> {
  return edit(ctx, input, (_row, now) => ({ revokedAt: now, previousHash: null, previousEndsAt: null }));
}

type Edited = Partial<
  Pick<ApiKeyRow, 'name' | 'origins' | 'start' | 'hash' | 'previousHash' | 'previousEndsAt' | 'revokedAt'>
>;

/** Of one that is revoked there is nothing left to change. */
async function edit(
  ctx: WriteContext,
  { id, environment, reason }: ApiKeyRef,
  change: (row: ApiKeyRow, now: Date) => Edited,
): Promise<ApiKey> {
  return changeAccess(ctx, async (em) => {
    // Who may manage a key depends on its environment: naming another is not finding it.
    const row = await em.findOne(ApiKeyRow, { id, environment: environment ?? null, revokedAt: null });
    if (!row) throw new DomainError({ code: 'KEY_NOT_FOUND', id });
    const now = await databaseTime(em);
    const before = toApiKey(row, now);
    em.assign(row, change(row, now));
    await em.flush();
    const after = toApiKey(row, now);
    if (isDeepStrictEqual(before, after)) return { result: after, changes: [] };
    return { result: after, changes: [keyChange('updated', reason, before, after)] };
  });
}

function withoutMemory(ctx: WriteContext): WriteContext {
  return { ...ctx, idempotency: undefined };
}

function storedOf(secret: string): Pick<ApiKeyRow, 'start' | 'hash'> {
  return { start: secret.slice(0, SHOWN_LENGTH), hash: hashOf(secret) };
}

function environmentsOf(input: CreateApiKeyInput): readonly EnvironmentKey[] {
  return input.kind === 'admin' ? (input.reach ?? []) : [input.environment];
}

function refusePast(expiresAt: string | undefined, now: Date): void {
  if (expiresAt && new Date(expiresAt) <= now) throw invalid('expiresAt', 'must be in the future');
}

function keyChange(action: Change['action'], reason: string | undefined, before: ApiKey | null, after: ApiKey): Change {
  const told = (key: ApiKey | null) => key && { ...key, lastUsedAt: undefined };
  return {
    environment: null,
    action,
    subject: 'key',
    key: after.name,
    reason,
    before: told(before),
    after: told(after),
  };
}
