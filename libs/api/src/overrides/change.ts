import {
  DomainError,
  MAX_TEMPORARY_MS,
  type EnvironmentKey,
  type FlagKey,
  type JsonValue,
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
  OverrideRow,
  toOverride,
  toUserOverride,
  UserOverrideRow,
  type EntityManager,
  type FlagRow,
  type WriteContext,
} from '@burgee/data-access';
import { findFlag } from '../flags/find.ts';
import { invalid } from '../invalid.ts';
import type { Snapshots } from '../snapshots.ts';
import { overrideChange } from './entries.ts';
import { checkRate } from './rate-limit.ts';
import { checkValue, valueOfVariant } from './value.ts';

/** @throws DomainError FLAG_NOT_FOUND, VALIDATION_FAILED, RATE_LIMITED. */
export async function setUserOverride(
  ctx: WriteContext,
  snapshots: Snapshots,
  input: SetUserOverrideInput,
): Promise<OverrideOf<'user'>> {
  const { userId, overrideType, reason = null } = input;
  return setOverride(ctx, snapshots, 'user', input, async (em, flag) => {
    const value = input.variant === undefined ? input.value : valueOfVariant(flag, input.variant);
    const fields = {
      overrideType,
      value: value === undefined ? null : checkValue(flag, value),
      reason,
      expiresAt: laterThan(ctx.now(), input.expiresAt ?? null),
      createdBy: ctx.actor,
    };
    const row = await em.findOne(UserOverrideRow, { flag, userId }, { populate: ['flag'] });
    const before = row && toUserOverride(row);
    if (row) em.assign(row, fields);
    const set = row ?? em.create(UserOverrideRow, { ...newRow(ctx, flag), userId, ...fields });
    await em.flush();
    return { before, after: toUserOverride(set) };
  });
}

/** Never refused by the limit (W39.8). @throws DomainError FLAG_NOT_FOUND, OVERRIDE_NOT_FOUND. */
export async function removeUserOverride(
  ctx: WriteContext,
  snapshots: Snapshots,
  input: RemoveOverrideInput & { readonly userId: TargetId },
): Promise<void> {
  const { userId } = input;
  return removeOverride(ctx, snapshots, 'user', input, userId, async (em, flag) => {
    const row = await em.findOne(UserOverrideRow, { flag, userId }, { populate: ['flag'] });
    if (row) em.remove(row);
    return row && toUserOverride(row);
  });
}

/** @throws DomainError FLAG_NOT_FOUND, VALIDATION_FAILED, RATE_LIMITED. */
export async function setGlobalOverride(
  ctx: WriteContext,
  snapshots: Snapshots,
  input: SetGlobalOverrideInput,
): Promise<OverrideOf<'global'>> {
  const expiresAt = laterThan(ctx.now(), input.expiresAt ?? null);
  return setOverride(ctx, snapshots, 'global', input, upsert(ctx, 'global', EVERYBODY, { ...input, expiresAt }));
}

/** Ends only when it is removed. @throws DomainError FLAG_NOT_FOUND, VALIDATION_FAILED. */
export async function setEmergencyOverride(
  ctx: WriteContext,
  snapshots: Snapshots,
  input: SetEmergencyOverrideInput,
): Promise<OverrideOf<'emergency'>> {
  const write = upsert(ctx, 'emergency', EVERYBODY, { ...input, expiresAt: null });
  return setOverride(ctx, snapshots, 'emergency', input, write);
}

/** @throws DomainError FLAG_NOT_FOUND, VALIDATION_FAILED, RATE_LIMITED. */
export async function setTestingOverride(
  ctx: WriteContext,
  snapshots: Snapshots,
  input: SetTestingOverrideInput,
): Promise<OverrideOf<'testing'>> {
  const now = ctx.now();
  const expiresAt = laterThan(now, input.expiresAt);
  if (expiresAt && expiresAt.getTime() > now.getTime() + MAX_TEMPORARY_MS) {
    throw invalid('expiresAt', 'must be 24 hours away at most');
  }
  const write = upsert(ctx, 'testing', input.testRunId, { ...input, expiresAt });
  return setOverride(ctx, snapshots, 'testing', input, write);
}

/**
 * Removes an override for everyone, or of a test run. Never refused by the limit (W39.8).
 *
 * @throws DomainError FLAG_NOT_FOUND, OVERRIDE_NOT_FOUND.
 */
export async function removeOtherOverride(
  ctx: WriteContext,
  snapshots: Snapshots,
  type: 'emergency' | 'global' | 'testing',
  input: RemoveOverrideInput & { readonly testRunId?: TargetId },
): Promise<void> {
  const { testRunId: target = EVERYBODY } = input;
  return removeOverride(ctx, snapshots, type, input, target, async (em, flag) => {
    const row = await em.findOne(OverrideRow, { flag, type, target }, { populate: ['flag'] });
    if (row) em.remove(row);
    return row && toOverride(row);
  });
}

/** What stands in the place of an id where an override is for everybody. */
const EVERYBODY = '';

type Place = {
  readonly environment: EnvironmentKey;
  readonly flagKey: FlagKey;
  readonly reason?: string | undefined;
};

async function setOverride<T extends Override>(
  ctx: WriteContext,
  snapshots: Snapshots,
  type: OverrideType,
  place: Place,
  write: (em: EntityManager, flag: FlagRow) => Promise<{ before: T | null; after: T }>,
): Promise<T> {
  const { environment, flagKey } = place;
  return changeRuleset(ctx, [environment], async (em) => {
    const flag = await findFlag(em, snapshots, { environment, key: flagKey });
    await checkRate(em, { environment, flagKey, type });
    const { before, after } = await write(em, flag);
    return { result: after, changes: [overrideChange(before ? 'updated' : 'created', place, before, after)] };
  });
}

async function removeOverride(
  ctx: WriteContext,
  snapshots: Snapshots,
  type: OverrideType,
  place: Place,
  target: string,
  remove: (em: EntityManager, flag: FlagRow) => Promise<Override | null>,
): Promise<void> {
  const { environment, flagKey } = place;
  return changeRuleset(ctx, [environment], async (em) => {
    const flag = await findFlag(em, snapshots, { environment, key: flagKey });
    const before = await remove(em, flag);
    if (!before) {
      throw new DomainError({ code: 'OVERRIDE_NOT_FOUND', flagKey, target: target === EVERYBODY ? type : target });
    }
    await em.flush();
    return { result: undefined, changes: [overrideChange('removed', place, before, null)] };
  });
}

type Fields = { readonly value: JsonValue; readonly reason?: string | undefined; readonly expiresAt: Date | null };

/** Of one type and target a flag has one override: setting it again replaces it. */
export function upsert<T extends 'emergency' | 'global' | 'testing' | 'session'>(
  ctx: WriteContext,
  type: T,
  target: string,
  { value, reason = undefined, expiresAt }: Fields,
) {
  return async (em: EntityManager, flag: FlagRow) => {
    const fields = { value: checkValue(flag, value), reason: reason ?? null, expiresAt, createdBy: ctx.actor };
    const row = await em.findOne(OverrideRow, { flag, type, target }, { populate: ['flag'] });
    const before = row && (toOverride(row) as OverrideOf<T>);
    if (row) em.assign(row, fields);
    const set = row ?? em.create(OverrideRow, { ...newRow(ctx, flag), type, target, ...fields });
    await em.flush();
    return { before, after: toOverride(set) as OverrideOf<T> };
  };
}

function newRow(ctx: WriteContext, flag: FlagRow) {
  return { id: ctx.newId(), flag, createdAt: ctx.now() };
}

/** @throws DomainError VALIDATION_FAILED for an end that has passed: such an override would never apply. */
function laterThan(now: Date, expiresAt: string | null): Date | null {
  if (expiresAt === null) return null;
  const end = new Date(expiresAt);
  if (end <= now) throw invalid('expiresAt', 'must be in the future');
  return end;
}
