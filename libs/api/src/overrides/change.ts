import {
  DomainError,
  type EnvironmentKey,
  type FlagKey,
  type JsonValue,
  MAX_TEMPORARY_MS,
  type Override,
  type OverrideOf,
  type OverrideType,
  type RemoveOverrideInput,
  type SetEmergencyOverrideInput,
  type SetGlobalOverrideInput,
  type SetTestingOverrideInput,
  type SetUserOverrideInput,
  type TargetId,
} from '@burgee/contracts';
import {
  changeRuleset,
  type EntityManager,
  type FlagRow,
  OverrideRow,
  toOverride,
  toUserOverride,
  UserOverrideRow,
  type WriteContext,
} from '@burgee/data-access';
import { findFlag } from '../database/find-flag.ts';
import { invalid } from '../failures/invalid.ts';
import { refuseManagedOverrides } from '../flags/managed.ts';
import { overrideChange } from './entries.ts';
import { checkRate } from './rate-limit.ts';
import { checkValue, valueOfVariant } from './value.ts';

/** @throws DomainError FLAG_NOT_FOUND, FLAG_MANAGED, VALIDATION_FAILED, RATE_LIMITED. */
export async function setUserOverride(ctx: WriteContext, input: SetUserOverrideInput): Promise<OverrideOf<'user'>> {
  const { userId, overrideType, reason = null } = input;
  const find = (em: EntityManager) => findUserOverride(em, input, userId);
  const apply: Setter<UserOverrideRow, OverrideOf<'user'>>['apply'] = (em, flag, row) => {
    const value = input.variant === undefined ? input.value : valueOfVariant(flag, input.variant);
    const fields = {
      overrideType,
      value: value === undefined ? null : checkValue(flag, value),
      reason,
      expiresAt: futureInstant(ctx.now(), input.expiresAt ?? null),
      createdBy: ctx.actor,
    };
    const before = row && toUserOverride(row);
    if (row) em.assign(row, fields);
    const after = row ?? em.create(UserOverrideRow, { ...newRow(ctx, flag), userId, ...fields });
    return { before, after: toUserOverride(after) };
  };
  return setOverride(ctx, 'user', input, { find, apply });
}

/** Never refused by the rate limit (W39.8). @throws DomainError FLAG_NOT_FOUND, FLAG_MANAGED, OVERRIDE_NOT_FOUND. */
export async function removeUserOverride(
  ctx: WriteContext,
  input: RemoveOverrideInput & { readonly userId: TargetId },
): Promise<void> {
  const { userId } = input;
  return removeOverride(ctx, input, userId, async (em) => {
    const row = await findUserOverride(em, input, userId);
    if (row) em.remove(row);
    return row && toUserOverride(row);
  });
}

function findUserOverride(em: EntityManager, { environment, flagKey }: Place, userId: TargetId) {
  return em.findOne(UserOverrideRow, { flag: { environment, key: flagKey }, userId }, { populate: ['flag'] });
}

/** @throws DomainError FLAG_NOT_FOUND, FLAG_MANAGED, VALIDATION_FAILED, RATE_LIMITED. */
export async function setGlobalOverride(
  ctx: WriteContext,
  input: SetGlobalOverrideInput,
): Promise<OverrideOf<'global'>> {
  const expiresAt = futureInstant(ctx.now(), input.expiresAt ?? null);
  return setOverride(ctx, 'global', input, overrideSetter(ctx, 'global', EVERYONE_TARGET, { ...input, expiresAt }));
}

/** Never expires: it applies until it is removed. @throws DomainError FLAG_NOT_FOUND, VALIDATION_FAILED. */
export async function setEmergencyOverride(
  ctx: WriteContext,
  input: SetEmergencyOverrideInput,
): Promise<OverrideOf<'emergency'>> {
  const setter = overrideSetter(ctx, 'emergency', EVERYONE_TARGET, { ...input, expiresAt: null });
  return setOverride(ctx, 'emergency', input, setter);
}

/** @throws DomainError FLAG_NOT_FOUND, VALIDATION_FAILED, RATE_LIMITED. */
export async function setTestingOverride(
  ctx: WriteContext,
  input: SetTestingOverrideInput,
): Promise<OverrideOf<'testing'>> {
  const now = ctx.now();
  const expiresAt = futureInstant(now, input.expiresAt);
  if (expiresAt && expiresAt.getTime() > now.getTime() + MAX_TEMPORARY_MS) {
    throw invalid('expiresAt', 'must be at most 24 hours away');
  }
  const setter = overrideSetter(ctx, 'testing', input.testRunId, { ...input, expiresAt });
  return setOverride(ctx, 'testing', input, setter);
}

/**
 * Removes an override for everyone or for a test run. Never refused by the rate limit (W39.8).
 *
 * @throws DomainError FLAG_NOT_FOUND, FLAG_MANAGED, OVERRIDE_NOT_FOUND.
 */
export async function removeOtherOverride(
  ctx: WriteContext,
  type: 'emergency' | 'global' | 'testing',
  input: RemoveOverrideInput & { readonly testRunId?: TargetId },
): Promise<void> {
  const { testRunId: target = EVERYONE_TARGET } = input;
  return removeOverride(ctx, input, target === EVERYONE_TARGET ? type : target, async (em) => {
    const row = await findOverride(em, input, { type, target });
    if (row) em.remove(row);
    return row && toOverride(row);
  });
}

/** The stored target of an override for everyone. */
const EVERYONE_TARGET = '';

type Place = {
  readonly environment: EnvironmentKey;
  readonly flagKey: FlagKey;
  readonly reason?: string | undefined;
};

/** A flag has at most one override per type and target: `find` reads it without waiting for the flag. */
type Setter<R, T> = {
  readonly find: (em: EntityManager, place: Place) => Promise<R | null>;
  readonly apply: (em: EntityManager, flag: FlagRow, row: R | null) => { before: T | null; after: T };
};

async function setOverride<R, T extends Override>(
  ctx: WriteContext,
  type: OverrideType,
  place: Place,
  { find, apply }: Setter<R, T>,
): Promise<T> {
  const { environment, flagKey } = place;
  return changeRuleset(ctx, [environment], async (em) => {
    const [flag, row] = await Promise.all([
      findFlag(em, { environment, key: flagKey }),
      find(em, place),
      checkRate(em, { environment, flagKey, type }),
    ]);
    if (isLasting(type)) refuseManagedOverrides(flag);
    const { before, after } = apply(em, flag, row);
    return { result: after, changes: [overrideChange(before ? 'updated' : 'created', place, before, after)] };
  });
}

/** @param target names the override in the failure if there is none. */
async function removeOverride(
  ctx: WriteContext,
  place: Place,
  target: string,
  remove: (em: EntityManager) => Promise<Override | null>,
): Promise<void> {
  const { environment, flagKey } = place;
  return changeRuleset(ctx, [environment], async (em) => {
    const [flag, before] = await Promise.all([findFlag(em, { environment, key: flagKey }), remove(em)]);
    if (!before) {
      throw new DomainError({ code: 'OVERRIDE_NOT_FOUND', flagKey, target });
    }
    if (isLasting(before.type)) refuseManagedOverrides(flag);
    return { result: undefined, changes: [overrideChange('removed', place, before, null)] };
  });
}

/** Others are momentary, and never part of a file. */
function isLasting(type: OverrideType): boolean {
  return type === 'user' || type === 'global';
}

type Fields = { readonly value: JsonValue; readonly reason?: string | undefined; readonly expiresAt: Date | null };

/** Creates an override, or replaces the existing one. */
export function overrideSetter<T extends 'emergency' | 'global' | 'testing' | 'session'>(
  ctx: WriteContext,
  type: T,
  target: string,
  { value, reason = undefined, expiresAt }: Fields,
): Setter<OverrideRow, OverrideOf<T>> {
  const apply: Setter<OverrideRow, OverrideOf<T>>['apply'] = (em, flag, row) => {
    const fields = { value: checkValue(flag, value), reason: reason ?? null, expiresAt, createdBy: ctx.actor };
    const before = row && (toOverride(row) as OverrideOf<T>);
    if (row) em.assign(row, fields);
    const after = row ?? em.create(OverrideRow, { ...newRow(ctx, flag), type, target, ...fields });
    return { before, after: toOverride(after) as OverrideOf<T> };
  };
  return { find: (em, place) => findOverride(em, place, { type, target }), apply };
}

type Kind = { readonly type: Exclude<OverrideType, 'user'>; readonly target: string };

function findOverride(em: EntityManager, { environment, flagKey }: Place, kind: Kind): Promise<OverrideRow | null> {
  return em.findOne(OverrideRow, { flag: { environment, key: flagKey }, ...kind }, { populate: ['flag'] });
}

function newRow(ctx: WriteContext, flag: FlagRow) {
  return { id: ctx.newId(), flag, createdAt: ctx.now() };
}

/** @throws DomainError VALIDATION_FAILED for a past expiry, with which an override would never apply. */
function futureInstant(now: Date, expiresAt: string | null): Date | null {
  if (expiresAt === null) return null;
  const end = new Date(expiresAt);
  if (end <= now) throw invalid('expiresAt', 'must be in the future');
  return end;
}
