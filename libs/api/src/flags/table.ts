import {
  Flag,
  flagInstants,
  type FlagKey,
  FlagState,
  flagState,
  type FlagStatus,
  flagStatus,
  type FlagTableInput,
  type FlagTablePage,
  type FlagTableRow,
  type FlagTagsInput,
  isAllowed,
  newFlagConfig,
  nextInstant,
  type Session,
  Tag,
} from '@burgee/contracts';
import {
  type Database,
  type EntityManager,
  FlagRow,
  OverrideRow,
  toFlag,
  toFlagConfig,
  toOverride,
} from '@burgee/data-access';
import { findBlocks, timing } from '@burgee/evaluator';
import type { Services } from '../context.ts';
import { requireEnvironment } from '../database/query.ts';
import { flagFilter, flagOrder } from './read.ts';

/** Plain rows with only these columns, no entities: the table is queried on every keystroke of a search. */
const COLUMNS = [
  ...(['id', 'key', 'environment', 'type', 'description', 'tags', 'enabled', 'archivedAt', 'expiresAt'] as const),
  ...(['updatedAt', 'rollout', 'rolloutPercentage', 'rules', 'split', 'prerequisites'] as const),
  ...(['onVariant', 'offVariant', 'managedBy', 'revision'] as const),
] as const;
/** Columns that are also needed for the rows of a page, to detect broken fields. */
const PAGE_COLUMNS = [...COLUMNS, 'variants', 'salt', 'createdAt'] as const;

/** @throws DomainError ENVIRONMENT_NOT_FOUND. */
export async function flagTable(
  { database, snapshots, now }: Pick<Services, 'database' | 'snapshots' | 'now'>,
  session: Session,
  input: FlagTableInput,
): Promise<FlagTablePage> {
  const { environment, page, pageSize } = input;
  const time = now().getTime();
  const { version, total, rows, changes } = await database.read((em) => readPage(em, session, input, time));
  // The ruleset may be older than the rows if another server has just changed them.
  await snapshots.catchUp(new Map([[environment, version]]));
  const keys = rows.map(({ key }) => key);
  const { blocks, turns } = findBlocks(snapshots.ruleset(environment), keys, time);
  const items = rows.map((row) => ({ ...row, block: blocks.get(row.key) ?? null }));
  return { items, pagination: { page, pageSize, total }, ...timing(time, nextInstant([...changes, ...turns], time)) };
}

/** The part of the page that the database has, and every instant at which it may change by time alone. */
async function readPage(em: EntityManager, session: Session, input: FlagTableInput, time: number) {
  const { environment } = input;
  const { version } = await requireEnvironment(em, environment);
  const { keys, total, instants } = await findKeys(em, input, time);
  const found: FlagRow[] = await em
    .qb(FlagRow)
    .select(PAGE_COLUMNS)
    .where({ key: { $in: keys } })
    .orderBy({ environment: 'asc' })
    .execute('all');
  const visible = found.filter((row) => isAllowed(session, 'flags:read', row.environment));
  const own = visible.filter((row) => row.environment === environment);
  own.sort((one, other) => keys.indexOf(one.key) - keys.indexOf(other.key));
  const [overrides, actors] = [await findEveryoneOverrides(em, visible, time), await lastActors(em, environment, keys)];
  const rows = own.map((row) => ({
    ...flagSummary(row, time),
    ...overrides(row),
    updatedBy: actors.get(row.key) ?? null,
    states: visible.filter(({ key }) => key === row.key).map((each) => stateOf(each, time)),
  }));
  const ends = rows.flatMap(({ global }) => (global?.expiresAt ? [Date.parse(global.expiresAt)] : []));
  return { version, total, rows, changes: [...instants, ...ends, ...visible.flatMap(changeInstants)] };
}

/** Every tag of an environment. @throws DomainError ENVIRONMENT_NOT_FOUND. */
export async function flagTags(database: Database, { environment }: FlagTagsInput): Promise<string[]> {
  return database.read(async (em) => {
    await requireEnvironment(em, environment);
    const rows: { tag: string }[] = await em.execute(
      `select distinct tag from feature_flags, jsonb_array_elements_text(
         case jsonb_typeof(tags) when 'array' then tags else '[]' end) as tag
       where environment = ? order by tag`,
      [environment],
    );
    return rows.map(({ tag }) => tag).filter((tag) => Tag.safeParse(tag).success);
  });
}

/**
 * The keys on a page, and the instants at which the page may have other keys. Statuses are filtered here, not in SQL,
 * since they depend on the time and on JSON.
 */
async function findKeys(
  em: EntityManager,
  { status, sort, page, pageSize, ...filter }: FlagTableInput,
  now: number,
): Promise<{ keys: FlagKey[]; total: number; instants: readonly number[] }> {
  const where = flagFilter({ ...filter, archived: status === 'archived' });
  const offset = (page - 1) * pageSize;
  const found = em.qb(FlagRow).where(where).orderBy(flagOrder(sort));
  if (status === undefined || status === 'archived') {
    const rows: FlagRow[] = await found.select(['key']).limit(pageSize, offset).execute('all');
    return { keys: rows.map(({ key }) => key), total: await em.count(FlagRow, where), instants: [] };
  }
  const rows: FlagRow[] = await found.select(COLUMNS).execute('all');
  const keys = rows.filter((row) => statusOf(row, now) === status).map(({ key }) => key);
  // A flag that is on no page may also get the status.
  return { keys: keys.slice(offset, offset + pageSize), total: keys.length, instants: rows.flatMap(changeInstants) };
}

function flagSummary(row: FlagRow, now: number) {
  const { key, type, description, tags, archivedAt, expiresAt, updatedAt } = row;
  const { broken } = toFlag(row);
  return {
    key,
    type,
    description,
    tags: Tags.parse(tags),
    archivedAt: archivedAt?.toISOString() ?? null,
    expiresAt: expiresAt?.toISOString() ?? null,
    updatedAt: updatedAt.toISOString(),
    status: statusOf(row, now),
    ...(broken.length > 0 && { broken }),
  };
}

const Tags = Flag.shape.tags.catch([]);

/** Fields that someone broke by hand count as empty, so that they affect that flag alone (R16). */
function statusOf(row: FlagRow, now: number): FlagStatus {
  const updatedAt = row.updatedAt.toISOString();
  try {
    return flagStatus({ ...toFlagConfig(row), updatedAt }, now);
  } catch {
    return flagStatus({ ...emptyConfig(row), updatedAt }, now);
  }
}

function changeInstants(row: FlagRow): number[] {
  const updatedAt = row.updatedAt.toISOString();
  try {
    return flagInstants({ ...toFlagConfig(row), updatedAt });
  } catch {
    return flagInstants({ ...emptyConfig(row), updatedAt });
  }
}

function stateOf(row: FlagRow, now: number): FlagState {
  const { environment, revision } = row;
  const managedBy = row.managedBy as Flag['managedBy'];
  try {
    return FlagState.parse(flagState({ ...toFlagConfig(row), environment, managedBy, revision }, now));
  } catch {
    return flagState({ ...emptyConfig(row), environment, managedBy: null, revision: Math.max(revision, 1) }, now);
  }
}

function emptyConfig({ key, enabled, archivedAt }: FlagRow) {
  return { ...newFlagConfig(key), enabled, archived: Boolean(archivedAt) };
}

type Overrides = Pick<FlagTableRow, 'emergencies' | 'global'>;

/** The active overrides for everyone: emergencies in all environments, and the global one in the row's own. */
async function findEveryoneOverrides(
  em: EntityManager,
  flags: readonly FlagRow[],
  now: number,
): Promise<(row: FlagRow) => Overrides> {
  const rows = await em.find(
    OverrideRow,
    {
      flag: { id: { $in: flags.map(({ id }) => id) } },
      type: { $in: ['emergency', 'global'] },
      $or: [{ expiresAt: null }, { expiresAt: { $gt: new Date(now) } }],
    },
    { populate: ['flag'] },
  );
  const all = rows.map((row) => ({ environment: row.flag.environment, override: toOverride(row) }));
  all.sort((one, other) => one.environment.localeCompare(other.environment));
  return ({ key, environment }) => {
    const own = all.filter(({ override }) => override.flagKey === key);
    const emergencies = own.flatMap(({ environment: place, override }) =>
      override.type === 'emergency' ? [{ ...override, environment: place }] : [],
    );
    const global = own.find((one) => one.override.type === 'global' && one.environment === environment)?.override;
    return { emergencies, global: global?.type === 'global' ? global : null };
  };
}

/** The last actor to change each flag. */
async function lastActors(
  em: EntityManager,
  environment: string,
  keys: readonly FlagKey[],
): Promise<ReadonlyMap<string, string>> {
  const rows: { key: string; actor: string }[] = await em.execute(
    `select asked.key, last.actor from jsonb_array_elements_text(?::jsonb) as asked (key)
     cross join lateral (
       select actor from audit_entries
       where environment = ? and subject = 'flag' and key = asked.key order by at desc, number desc limit 1) as last`,
    [JSON.stringify(keys), environment],
  );
  return new Map(rows.map(({ key, actor }) => [key, actor]));
}
