import type { Flag } from '@burgee/contracts';
import { type Change, FlagRow, fromFlag } from '@burgee/data-access';
import { flagChange } from '../flags/change.ts';
import { removeAllOverrides } from '../overrides/remove-all.ts';
import type { FlagStep } from './plan-file.ts';
import type { PlanWriter } from './write-plan.ts';

/** Flags per step, each of which must finish within a request's deadline. */
const BATCH = 100;

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
  const removed = await removeFlags(
    writer,
    steps.flatMap(({ stored, after }) => (stored && !after ? [stored] : [])),
  );
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

/** Looks for overrides once: most flags that nobody needs have none. */
async function removeFlags({ em, environment, reason, renew }: PlanWriter, flags: readonly Flag[]): Promise<Change[]> {
  if (flags.length === 0) return [];
  const ids = flags.map(({ id }) => id);
  const rows: { id: string }[] = await em.execute(
    `select wanted.id from jsonb_array_elements_text(?::jsonb) as wanted (id)
     where exists (select from feature_flag_user_overrides o where o.flag_id = wanted.id::uuid)
       or exists (select from feature_flag_overrides o where o.flag_id = wanted.id::uuid)`,
    [JSON.stringify(ids)],
  );
  const overridden = new Set(rows.map(({ id }) => id));
  const changes: Change[] = [];
  for (const flag of flags) {
    const place = { environment, key: flag.key, reason };
    changes.push(flagChange('removed', place, flag, null));
    if (!overridden.has(flag.id)) continue;
    const row = await em.findOneOrFail(FlagRow, { id: flag.id }, { disableIdentityMap: true });
    changes.push(...(await removeAllOverrides(em, place, row, renew)));
  }
  await em.nativeDelete(FlagRow, { id: { $in: ids } });
  return changes;
}
