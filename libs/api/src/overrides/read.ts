import {
  isStorableText,
  type ListOverridesInput,
  type ListUserOverridesInput,
  type Override,
  type OverridePage,
  type ResolvedOverride,
  type ResolveOverrideInput,
  UNSTORABLE_TEXT,
  type UserOverridePage,
} from '@burgee/contracts';
import {
  type Database,
  type EntityManager,
  OverrideRow,
  toOverride,
  toUserOverride,
  UserOverrideRow,
} from '@burgee/data-access';
import type { Services } from '../context.ts';
import { findFlag } from '../database/find-flag.ts';
import { containsText, requireEnvironment } from '../database/query.ts';
import { explainFlag } from '../evaluation/evaluate.ts';
import { invalid } from '../failures/invalid.ts';

/** Lists a flag's user overrides, newest first; each page is divided into includes and excludes (W39.5). */
export async function listUserOverrides(
  database: Database,
  { environment, flagKey, page, pageSize }: ListUserOverridesInput,
): Promise<UserOverridePage> {
  return database.read(async (em) => {
    await requireEnvironment(em, environment);
    const flag = await findFlag(em, { environment, key: flagKey });
    const [rows, total] = await em.findAndCount(
      UserOverrideRow,
      { flag },
      {
        populate: ['flag'],
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        limit: pageSize,
        offset: (page - 1) * pageSize,
      },
    );
    const overrides = rows.map(toUserOverride);
    return {
      includes: overrides.filter(({ overrideType }) => overrideType === 'include'),
      excludes: overrides.filter(({ overrideType }) => overrideType === 'exclude'),
      pagination: { page, pageSize, total },
    };
  });
}

/** Lists matching overrides of every type, newest first. */
export async function listOverrides(
  database: Database,
  { page, pageSize, ...wanted }: ListOverridesInput,
): Promise<OverridePage> {
  const { where, values } = conditionsOf(wanted);
  // One list from two tables: this query selects the ids on the page, then the rows are read.
  const from = `from (
      select id, flag_id, 'user' as type, user_id as target, override_type, reason, created_at
        from feature_flag_user_overrides
      union all select id, flag_id, type, target, null, reason, created_at from feature_flag_overrides
    ) o join feature_flags f on f.id = o.flag_id where ${where}`;
  return database.read(async (em) => {
    await requireEnvironment(em, wanted.environment);
    const counted: { total: number }[] = await em.execute(`select count(*)::int as total ${from}`, values);
    const ids: { id: string }[] = await em.execute(
      `select o.id ${from} order by o.created_at desc, o.id desc limit ? offset ?`,
      [...values, pageSize, (page - 1) * pageSize],
    );
    const order = new Map(ids.map(({ id }, place) => [id, place]));
    const placeOf = ({ id }: Override) => Number(order.get(id));
    const items = (await findOverridesByIds(em, [...order.keys()])).sort((one, other) => placeOf(one) - placeOf(other));
    return { items, pagination: { page, pageSize, total: Number(counted[0]?.total) } };
  });
}

type Wanted = Omit<ListOverridesInput, 'page' | 'pageSize'>;

/** Only the requested conditions: one that matches everything would keep an index from being used. */
function conditionsOf({ environment, flagKey, type, target, userId, targets, search, overrideType }: Wanted) {
  const pattern = search && containsText(search).$ilike;
  const asked = [
    ['f.environment = ?', [environment]],
    ['f.flag_key = ?', flagKey && [flagKey]],
    ['o.type = ?', type && [type]],
    ['o.target = ?', target && [target]],
    ["o.type = 'user' and o.target = ?", userId && [userId]],
    [`o.target in (${targets?.map(() => '?').join()})`, targets],
    ['(o.target ilike ? or o.reason ilike ?)', pattern && [pattern, pattern]],
    ['o.override_type = ?', overrideType && [overrideType]],
  ] as const;
  const given = asked.flatMap(([condition, values]) => (values ? [{ condition, values }] : []));
  return {
    where: given.map(({ condition }) => condition).join(' and '),
    values: given.flatMap(({ values }) => values),
  };
}

async function findOverridesByIds(em: EntityManager, ids: readonly string[]): Promise<Override[]> {
  const id = { $in: [...ids] };
  const users = await em.find(UserOverrideRow, { id }, { populate: ['flag'] });
  const others = await em.find(OverrideRow, { id }, { populate: ['flag'] });
  return [...users.map(toUserOverride), ...others.map(toOverride)];
}

/**
 * The override that currently applies to these ids, and those that it or another layer shadows (S400.5). The evaluator
 * decides: a user override of a flag that is off does not apply.
 *
 * @throws DomainError ENVIRONMENT_NOT_FOUND, FLAG_NOT_FOUND, VALIDATION_FAILED for an id that cannot be stored.
 */
export async function resolveOverride(
  services: Services,
  { environment, flagKey, ...ids }: ResolveOverrideInput,
): Promise<ResolvedOverride> {
  refuseUnstorable(ids);
  const { overrideId, trace } = await explainFlag(services, { environment, context: ids }, flagKey);
  const shadowed = trace.flatMap((step) =>
    'overrideId' in step && step.outcome === 'shadowed' ? [step.overrideId] : [],
  );
  const wanted = [overrideId, ...shadowed].filter((id) => id !== undefined);
  const found = await services.database.read((em) => findOverridesByIds(em, wanted));
  const byId = new Map(found.map((override) => [override.id, override]));
  return {
    override: byId.get(overrideId ?? '') ?? null,
    // Omit overrides that were removed in the meantime.
    shadowed: shadowed.map((id) => byId.get(id as string)).filter((override) => override !== undefined),
  };
}

function refuseUnstorable(ids: Readonly<Record<string, string | undefined>>): void {
  for (const [path, id] of Object.entries(ids)) {
    if (id !== undefined && !isStorableText(id)) throw invalid(path, UNSTORABLE_TEXT);
  }
}
