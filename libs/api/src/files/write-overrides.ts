import {
  type FileGlobalOverride,
  type FileUserOverride,
  type FlagKey,
  type GlobalOverride,
  isSameJson,
  OVERRIDE_PRIORITY,
  type UserOverride,
} from '@burgee/contracts';
import { type Change, deleteListedUsers, FlagRow, OverrideRow, writeListedUsers } from '@burgee/data-access';
import { overrideChange, userListChange } from '../overrides/entries.ts';
import type { FlagStep } from './plan-file.ts';
import type { PlanWriter } from './write-plan.ts';

/** Sets and removes the lasting overrides of flags that remain. */
export async function writeOverrides(writer: PlanWriter, steps: readonly FlagStep[]): Promise<Change[]> {
  const changes: Change[] = [];
  for (const step of steps) {
    const wanted = step.after?.overrides;
    const active = step.before?.overrides ?? { everyone: null, users: [] };
    if (!wanted || isSameJson(wanted, active)) continue;
    const rows = await writer.em.find(FlagRow, { environment: writer.environment, key: step.key });
    for (const row of rows) {
      if (!isSameJson(wanted.everyone, active.everyone))
        changes.push(await writeGlobal(writer, row, step, wanted.everyone));
      if (!isSameJson(wanted.users, active.users)) changes.push(await writeUsers(writer, row, step, wanted.users));
    }
    writer.renew();
  }
  return changes;
}

async function writeGlobal(
  { ctx, em, environment, reason }: PlanWriter,
  flag: FlagRow,
  { held }: FlagStep,
  wanted: FileGlobalOverride | null,
): Promise<Change> {
  const before = held?.everyone ?? null;
  const place = { environment, reason };
  if (!wanted) {
    // Planned because there is one to remove.
    await em.nativeDelete(OverrideRow, { flag: flag.id, type: 'global' });
    return overrideChange('removed', place, before as GlobalOverride, null);
  }
  const after: GlobalOverride = {
    ...{ id: before?.id ?? ctx.newId(), type: 'global', priority: OVERRIDE_PRIORITY.global, flagKey: flag.key },
    ...wanted,
    ...{ createdBy: ctx.actor, createdAt: before?.createdAt ?? ctx.now().toISOString() },
  };
  const { value, expiresAt, createdBy } = after;
  const columns = {
    value,
    reason: after.reason,
    createdBy,
    expiresAt: expiresAt === null ? null : new Date(expiresAt),
  };
  if (before) await em.nativeUpdate(OverrideRow, { id: before.id }, columns);
  else {
    const createdAt = new Date(after.createdAt);
    await em.insert(OverrideRow, { id: after.id, flag: flag.id, type: 'global', target: '', ...columns, createdAt });
  }
  return overrideChange(before ? 'updated' : 'created', place, before, after);
}

/** One entry for all users that change. */
async function writeUsers(
  { ctx, em, environment, reason }: PlanWriter,
  flag: FlagRow,
  { held, before }: FlagStep,
  wanted: readonly FileUserOverride[],
): Promise<Change> {
  const active = new Map((before?.overrides.users ?? []).map((user) => [user.userId, user]));
  const named = new Set(wanted.map(({ userId }) => userId));
  const set = wanted
    .filter((user) => !isSameJson(user, active.get(user.userId)))
    .map((user) => userOverride(ctx, flag.key, user, held?.users.get(user.userId)));
  const removed = [...active.keys()].filter((userId) => !named.has(userId));
  await deleteListedUsers(em, flag, removed);
  await writeListedUsers(em, flag, set);
  const changed = [...set.map(({ target }) => target), ...removed].flatMap((userId) => held?.users.get(userId) ?? []);
  return userListChange({ environment, flagKey: flag.key, reason }, changed, set);
}

/** A replaced override keeps its id and creation time. */
function userOverride(
  ctx: PlanWriter['ctx'],
  flagKey: FlagKey,
  { userId: target, ...wanted }: FileUserOverride,
  held: UserOverride | undefined,
): UserOverride {
  return {
    ...{ id: held?.id ?? ctx.newId(), type: 'user', priority: OVERRIDE_PRIORITY.user, flagKey, target },
    ...wanted,
    ...{ createdBy: ctx.actor, createdAt: held?.createdAt ?? ctx.now().toISOString() },
  };
}
