import type { Flag } from '@burgee/contracts';
import { type Change, FlagRow, fromFlag } from '@burgee/data-access';
import { flagChange } from '../flags/change.ts';
import { removeAllOverrides } from '../overrides/remove-all.ts';
import type { FlagStep } from './plan-file.ts';
import type { PlanWriter } from './write-plan.ts';

/** Flags per step, each of which must finish within a request's deadline. */
const BATCH = 200;

/** Creates, changes and removes flags. Without entities, which would take several times as long for thousands. */
export async function writeFlags(writer: PlanWriter, steps: readonly FlagStep[]): Promise<Change[]> {
  const changes: Change[] = [];
  for (let at = 0; at < steps.length; at += BATCH) {
    changes.push(...(await writeBatch(writer, steps.slice(at, at + BATCH))));
    writer.renew();
  }
  return changes;
}

async function writeBatch(writer: PlanWriter, steps: readonly FlagStep[]): Promise<Change[]> {
  const { em, environment, reason } = writer;
  const written = steps.flatMap((step) => {
    const after = flagAfter(writer, step);
    return after ? [{ before: step.stored, after }] : [];
  });
  const created = written.filter(({ before }) => !before).map(({ after }) => columnsOf(after));
  if (created.length > 0) await em.insertMany(FlagRow, created);
  const changed = written.filter(({ before }) => before);
  // Issued together, so that they are sent together.
  await Promise.all(changed.map(({ after }) => em.nativeUpdate(FlagRow, { id: after.id }, columnsOf(after))));
  const removed: Change[] = [];
  for (const { stored, after } of steps) if (stored && !after) removed.push(...(await removeFlag(writer, stored)));
  const changes = written.map(({ before = null, after }) =>
    flagChange(actionOf(before, after), { environment, key: after.key, reason }, before, after),
  );
  return [...changes, ...removed];
}

/** The flag as it is stored; `undefined` if it is removed, or if only its overrides change. */
function flagAfter({ ctx, environment }: PlanWriter, { stored, after, isSameFlag }: FlagStep): Flag | undefined {
  if (!after || isSameFlag) return undefined;
  const { overrides: _overrides, ...fields } = after;
  const updatedAt = ctx.now().toISOString();
  return {
    ...fields,
    id: stored?.id ?? ctx.newId(),
    environment,
    archived: after.archivedAt !== null,
    createdAt: stored?.createdAt ?? updatedAt,
    updatedAt,
    revision: (stored?.revision ?? 0) + 1,
    broken: [],
  };
}

function columnsOf(flag: Flag) {
  const { archived: _archived, broken: _broken, createdAt, updatedAt, revision, ...fields } = flag;
  return { ...fromFlag(fields), revision, createdAt: new Date(createdAt), updatedAt: new Date(updatedAt) };
}

function actionOf(before: Flag | null, after: Flag): Change['action'] {
  if (!before) return 'created';
  if (before.archived === after.archived) return 'updated';
  return after.archived ? 'archived' : 'restored';
}

async function removeFlag({ em, environment, reason, renew }: PlanWriter, before: Flag): Promise<Change[]> {
  const { id, key } = before;
  const place = { environment, key, reason };
  const gone = await removeAllOverrides(em, place, em.getReference(FlagRow, id), renew);
  await em.nativeDelete(FlagRow, { id });
  return [flagChange('removed', place, before, null), ...gone];
}
