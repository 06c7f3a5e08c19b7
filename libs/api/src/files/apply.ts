import {
  type EnvironmentKey,
  type EnvironmentPlan,
  type FlagKey,
  type FlagType,
  type Permission,
} from '@burgee/contracts';
import { type Change, changeInSteps, type Database, type EntityManager, type WriteContext } from '@burgee/data-access';
import { invalid } from '../failures/invalid.ts';
import { staleRevision } from '../failures/stale-revision.ts';
import { checkPlan } from './check-plan.ts';
import { describePlan } from './describe-plan.ts';
import { type FilePlan, type FileToApply, flagPath, planFile, type PlanOptions, wantedSettings } from './plan-file.ts';
import { readState } from './state.ts';
import { writePlan } from './write-plan.ts';

export type ApplyOptions = PlanOptions & {
  readonly reason?: string | undefined;
  /** Throws unless the caller has the permission in the environment: to change flags, and more for settings. */
  readonly require: (permission: Permission, environment: EnvironmentKey) => void;
  /** The plans that were shown to the caller, by environment: nothing else is done. */
  readonly planned?: ReadonlyMap<EnvironmentKey, Pick<EnvironmentPlan, 'version' | 'digest'>> | undefined;
};

/**
 * Brings environments to the state that files describe, in one change: all of them or none. Segments and flags that a file
 * does not name stay, unless `prune` is set. Returns a plan for each file, which says what was done.
 *
 * @throws DomainError FORBIDDEN, STALE_REVISION if the plan differs from `planned`, LIMIT_EXCEEDED, and the failures of
 *   `planFile` and `checkPlan`.
 */
export async function applyFiles(
  ctx: WriteContext,
  files: readonly FileToApply[],
  options: ApplyOptions,
): Promise<EnvironmentPlan[]> {
  for (const { environment } of files) options.require('flags:write', environment);
  const created = new Set<EnvironmentKey>();
  return changeInSteps(
    ctx,
    files.map(({ environment }) => environment),
    async (em, renew) => {
      const plans: FilePlan[] = [];
      const results: EnvironmentPlan[] = [];
      const changes: Change[] = [];
      for (const { environment, file } of files) {
        const state = created.has(environment)
          ? undefined
          : await readState(em, environment, { withOverrides: file.overrides, renew });
        const plan = planFile({ environment, file }, state, { ...options, now: ctx.now() });
        if (state && plan.settings) options.require('environments:write', environment);
        checkPlan(plan);
        // The lock has raised the version.
        const result = describePlan(plan, state ? state.environment.version - 1 : null);
        refuseOther(options.planned?.get(environment), result);
        // Comparing thousands of flags may have taken longer than a step.
        renew();
        changes.push(...(await writePlan({ ctx, em, environment, reason: options.reason, renew }, plan)));
        plans.push(plan);
        results.push(result);
      }
      return { result: results, changes, check: () => checkTypes(em, plans) };
    },
    async (em) => {
      for (const file of files) if (await createMissing(ctx, em, file, options)) created.add(file.environment);
    },
  );
}

/** Plans like `applyFiles`, and changes nothing. The permission to read is enough. */
export async function planFiles(
  { database, now }: { readonly database: Database; readonly now: () => Date },
  files: readonly FileToApply[],
  options: PlanOptions,
): Promise<EnvironmentPlan[]> {
  return database.load(async (em) => {
    const plans: FilePlan[] = [];
    const results: EnvironmentPlan[] = [];
    for (const { environment, file } of files) {
      const state = await readState(em, environment, { withOverrides: file.overrides });
      const plan = planFile({ environment, file }, state, { ...options, now: now() });
      checkPlan(plan);
      plans.push(plan);
      results.push(describePlan(plan, state?.environment.version ?? null));
    }
    await checkTypes(em, plans);
    return results;
  });
}

/** Creates an environment that a file describes and that does not exist. Returns whether it did. */
async function createMissing(
  ctx: WriteContext,
  em: EntityManager,
  { environment, file }: FileToApply,
  { require }: ApplyOptions,
): Promise<boolean> {
  const [known] = await em.execute<unknown[]>('select from environments where key = ?', [environment]);
  if (known) return false;
  require('environments:create', environment);
  const { name, permitsSessionOverrides, isProduction, color, bucketing } = wantedSettings(environment, file);
  // If two requests create it at once, the second inserts nothing, which does not abort its transaction.
  const inserted = await em.execute<unknown[]>(
    `insert into environments (key, name, permits_session_overrides, is_production, color, bucketing, created_at)
     values (?, ?, ?, ?, ?, ?, ?) on conflict do nothing returning key`,
    [environment, name, permitsSessionOverrides, isProduction, color, bucketing, ctx.now()],
  );
  return inserted.length > 0;
}

function refuseOther(planned: Pick<EnvironmentPlan, 'version' | 'digest'> | undefined, plan: EnvironmentPlan): void {
  if (!planned || planned.digest === plan.digest) return;
  throw staleRevision(planned.version ?? 0, {}, { revision: plan.version ?? 0 });
}

/** A flag has the same type in every environment that has its key. @throws DomainError VALIDATION_FAILED. */
async function checkTypes(em: EntityManager, plans: readonly FilePlan[]): Promise<void> {
  const types = new Map<FlagKey, FlagType>();
  for (const { file } of plans) {
    for (const [index, { key, type }] of file.flags.entries()) {
      const other = types.get(key) ?? type;
      if (other !== type) throw otherType(index, key, other, 'another file');
      types.set(key, type);
    }
  }
  const rows = await em.execute<{ index: number; type: FlagType; environment: string; key: FlagKey }[]>(
    `select f.flag_key as key, f.type, f.environment from feature_flags f
     join jsonb_to_recordset(?::jsonb) as wanted (key text, type text) on f.flag_key = wanted.key and f.type <> wanted.type
     limit 1`,
    [JSON.stringify([...types].map(([key, type]) => ({ key, type })))],
  );
  for (const { key, type, environment } of rows) {
    const index = Math.max(...plans.map(({ file }) => file.flags.findIndex((flag) => flag.key === key)));
    throw otherType(index, key, type, environment);
  }
}

function otherType(index: number, key: FlagKey, type: FlagType, place: string) {
  return invalid(`${flagPath(index)}.type`, `"${key}" is ${type} in ${place}; a flag has one type everywhere`);
}
