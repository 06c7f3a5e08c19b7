import {
  type Bucketing,
  convertedToUnleash,
  type ConvertToUnleashInput,
  type CreateFlagInput,
  type Detail,
  DomainError,
  type EnvironmentKey,
  type Flag,
  type FlagActionInput,
  type FlagKey,
  type SetEnabledInput,
  type UpdateFlagInput,
  withDefaultsOfUnleash,
} from '@burgee/contracts';
import {
  type Change,
  changeInSteps,
  changeRuleset,
  type EntityManager,
  FlagRow,
  fromFlag,
  toFlag,
  type WriteContext,
} from '@burgee/data-access';
import { findFlag } from '../database/find-flag.ts';
import { invalidAt } from '../failures/invalid.ts';
import { staleRevision } from '../failures/stale-revision.ts';
import { removeAllOverrides } from '../overrides/remove-all.ts';
import { checkAgainst, checkSameType, findNeighbors, findOtherType, readSurroundings } from './check.ts';
import { draftNewFlag, draftSwitchedFlag, draftUpdatedFlag, type FlagDraft } from './draft.ts';
import { refuseManaged } from './managed.ts';

/** @throws DomainError KEY_TAKEN, VALIDATION_FAILED, PREREQUISITE_CYCLE. */
export async function createFlag(ctx: WriteContext, input: CreateFlagInput): Promise<Flag> {
  return changeRuleset(ctx, [input.environment], async (em) => {
    const after = await insertFlag(ctx, em, input);
    return { result: after, changes: [flagChange('created', input, null, after)] };
  });
}

/** Creates a flag in several environments, or in none. @throws DomainError as `createFlag`. */
export async function createFlags(ctx: WriteContext, inputs: readonly CreateFlagInput[]): Promise<Flag[]> {
  const environments = inputs.map(({ environment }) => environment);
  return changeRuleset(ctx, environments, async (em) => {
    const flags: Flag[] = [];
    for (const input of inputs) flags.push(await insertFlag(ctx, em, input));
    const changes = flags.map((flag, index) => flagChange('created', inputs[index] as CreateFlagInput, null, flag));
    return { result: flags, changes };
  });
}

async function insertFlag(ctx: WriteContext, em: EntityManager, input: CreateFlagInput): Promise<Flag> {
  const { environment, key } = input;
  const given = draftNewFlag(input);
  const [taken, bucketing, elsewhere, surroundings] = await Promise.all([
    em.findOne(FlagRow, { environment, key }),
    readBucketing(em, environment),
    findOtherType(em, key, given.type),
    readSurroundings(em, environment, given),
  ]);
  if (taken) throw new DomainError({ code: 'KEY_TAKEN', subject: 'flag', key, archived: Boolean(taken.archivedAt) });
  checkSameType(elsewhere, key);
  const draft = bucketing === 'unleash' ? withDefaultsOfUnleash(given) : given;
  checkAgainst(surroundings, draft);
  const now = ctx.now();
  const row = em.create(FlagRow, {
    ...fromFlag({ ...draft, id: ctx.newId(), environment, archivedAt: null, managedBy: null }),
    revision: 1,
    createdAt: now,
    updatedAt: now,
  });
  return toFlag(row);
}

async function readBucketing(em: EntityManager, environment: EnvironmentKey): Promise<Bucketing | undefined> {
  const [row] = await em.execute<{ bucketing: Bucketing }[]>('select bucketing from environments where key = ?', [
    environment,
  ]);
  return row?.bucketing;
}

/** @throws DomainError FLAG_NOT_FOUND, FLAG_MANAGED, STALE_REVISION, VALIDATION_FAILED, PREREQUISITE_CYCLE. */
export async function updateFlag(ctx: WriteContext, input: UpdateFlagInput): Promise<Flag> {
  return editFlag(ctx, 'updated', input, (current) => draftUpdatedFlag(current, input));
}

/** @throws DomainError FLAG_NOT_FOUND, FLAG_MANAGED, STALE_REVISION. */
export async function setEnabled(ctx: WriteContext, input: SetEnabledInput): Promise<Flag> {
  return editFlag(ctx, 'updated', input, (current) => draftSwitchedFlag(current, input));
}

/** @throws DomainError FLAG_NOT_FOUND, FLAG_MANAGED, STALE_REVISION. */
export async function convertToUnleash(ctx: WriteContext, input: ConvertToUnleashInput): Promise<Flag> {
  return editFlag(ctx, 'updated', input, convertedToUnleash);
}

/** @throws DomainError FLAG_NOT_FOUND, FLAG_MANAGED, STALE_REVISION. */
export async function archiveFlag(ctx: WriteContext, input: FlagActionInput): Promise<Flag> {
  return editFlag(ctx, 'archived', input, (current) => ({ ...current, archived: true }));
}

/** @throws DomainError FLAG_NOT_FOUND, FLAG_MANAGED, STALE_REVISION. */
export async function restoreFlag(ctx: WriteContext, input: FlagActionInput): Promise<Flag> {
  return editFlag(ctx, 'restored', input, (current) => ({ ...current, archived: false }));
}

/** Its overrides go with it. @throws DomainError FLAG_NOT_FOUND, FLAG_MANAGED, STALE_REVISION, FLAG_IN_USE. */
export async function deleteFlag(ctx: WriteContext, input: FlagActionInput): Promise<void> {
  return changeInSteps(ctx, [input.environment], async (em, renew) => {
    const row = await findFlag(em, input);
    return { result: undefined, changes: await removeFlag(em, input, row, renew) };
  });
}

/** @param renew see `Database.write`. @throws DomainError FLAG_MANAGED, STALE_REVISION, FLAG_IN_USE. */
export async function removeFlag(em: EntityManager, input: Target, row: FlagRow, renew: () => void): Promise<Change[]> {
  const { environment, key } = input;
  const before = toFlag(row);
  refuseManaged(before);
  checkRevision(input, {}, before);
  const others = await findNeighbors(em, environment, before);
  const dependents = others.filter(({ prerequisites }) => prerequisites.some(({ flagKey }) => flagKey === key));
  if (dependents.length > 0) {
    throw new DomainError({ code: 'FLAG_IN_USE', flagKey: key, flags: dependents.map((dependent) => dependent.key) });
  }
  const gone = await removeAllOverrides(em, input, row, renew);
  em.remove(row);
  await em.flush();
  return [flagChange('removed', input, before, null), ...gone];
}

type Target = {
  environment: EnvironmentKey;
  key: FlagKey;
  revision?: number | undefined;
  reason?: string | undefined;
  rules?: unknown;
  prerequisites?: Flag['prerequisites'] | undefined;
};

async function editFlag(
  ctx: WriteContext,
  action: Change['action'],
  input: Target,
  edit: (current: FlagDraft) => FlagDraft,
): Promise<Flag> {
  return changeRuleset(ctx, [input.environment], async (em) => {
    const { row, before, draft } = await readEdit(em, input, edit);
    const { id, environment } = before;
    const archivedAt = draft.archived ? (before.archivedAt ?? ctx.now().toISOString()) : null;
    em.assign(row, {
      ...fromFlag({ ...draft, id, environment, archivedAt, managedBy: null }),
      revision: before.revision + 1,
      updatedAt: ctx.now(),
    });
    const after = toFlag(row);
    return { result: after, changes: [flagChange(action, input, before, after)] };
  });
}

/**
 * Reads a flag, and checks what an edit would make of it.
 *
 * @throws DomainError FLAG_NOT_FOUND, FLAG_MANAGED, STALE_REVISION, VALIDATION_FAILED, PREREQUISITE_CYCLE.
 */
export async function readEdit(em: EntityManager, input: Target, edit: (current: FlagDraft) => FlagDraft) {
  const [row, surroundings] = await Promise.all([findFlag(em, input), readSurroundings(em, input.environment, input)]);
  const before = toFlag(row);
  refuseManaged(before);
  const draft = edit(before);
  checkRevision(input, draft, before);
  requireReadable(input, before.broken);
  checkAgainst(surroundings, draft);
  return { row, before, draft, neighbors: surroundings.neighbors };
}

/** Compares what would be stored, not what was sent: a split without its ranges says the same as one with them. */
function checkRevision(input: Target, draft: Partial<FlagDraft>, current: Flag): void {
  const { revision } = input;
  if (revision === undefined || revision === current.revision) return;
  // The kill switch sends the rollout as its percentage.
  const isSent = (field: string) =>
    Object.hasOwn(input, field) || (field === 'rollout' && 'rolloutPercentage' in input);
  const wanted = Object.entries(draft).filter(([field]) => isSent(field));
  throw staleRevision(revision, Object.fromEntries(wanted), current);
}

/** An unreadable field must not be written back as empty: an edit leaves it alone or replaces it. */
function requireReadable(input: Target, broken: readonly Detail[]): void {
  const left = broken.filter(({ path }) => !Object.hasOwn(input, String(path.split('.')[0])));
  if (left.length === 0) return;
  throw invalidAt(
    left.map(({ path, message }) => ({
      path,
      message: `cannot be read as it is stored, send a new value: ${message}`,
    })),
  );
}

export function flagChange(action: Change['action'], input: Target, before: Flag | null, after: Flag | null): Change {
  const { environment, key, reason } = input;
  return { environment, action, subject: 'flag', key, reason, before, after };
}
