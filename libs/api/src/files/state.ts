import {
  DomainError,
  type Environment,
  type EnvironmentKey,
  type Flag,
  type FlagKey,
  type GlobalOverride,
  MAX_FILE_USERS,
  type Segment,
  type SegmentKey,
  type TargetId,
  type UserOverride,
} from '@burgee/contracts';
import {
  countUserOverrides,
  type EntityManager,
  EnvironmentRow,
  FlagRow,
  readLastingOverrides,
  SegmentRow,
  toEnvironment,
  toFlag,
  toSegment,
} from '@burgee/data-access';

/** The stored lasting overrides of a flag. Some may have expired. */
export type HeldOverrides = { readonly everyone: GlobalOverride | null; readonly users: Map<TargetId, UserOverride> };

/** Everything in an environment that a file can hold. */
export type EnvironmentState = {
  readonly environment: Environment;
  readonly segments: ReadonlyMap<SegmentKey, Segment>;
  readonly flags: ReadonlyMap<FlagKey, Flag>;
  /** By flag. Empty unless requested. */
  readonly overrides: ReadonlyMap<FlagKey, HeldOverrides>;
};

type ReadOptions = {
  /** Whether to read the lasting overrides. */
  readonly withOverrides: boolean;
  /** Called between steps. */
  readonly renew?: () => void;
};

/**
 * Reads an environment; `undefined` if it does not exist.
 *
 * @throws DomainError LIMIT_EXCEEDED for more overrides than a file can have.
 */
export async function readState(
  em: EntityManager,
  key: EnvironmentKey,
  { withOverrides, renew = () => undefined }: ReadOptions,
): Promise<EnvironmentState | undefined> {
  const row = await em.findOne(EnvironmentRow, { key });
  if (!row) return undefined;
  const segments = await em.find(SegmentRow, { environment: key }, UNMANAGED);
  const flags = await readFlags(em, key, renew);
  return {
    environment: toEnvironment(row),
    segments: new Map(segments.map((segment) => [segment.key, toSegment(segment)])),
    flags: new Map(flags.map((flag) => [flag.key, flag])),
    overrides: withOverrides ? await readOverrides(em, key) : new Map(),
  };
}

/** Without the identity map: a flush would compare thousands of flags with what they were. */
const UNMANAGED = { disableIdentityMap: true } as const;
/** Flags per step, each of which must finish within a request's deadline. */
const BATCH = 500;

async function readFlags(em: EntityManager, environment: EnvironmentKey, renew: () => void): Promise<Flag[]> {
  const flags: Flag[] = [];
  for (let last: string | undefined, size = BATCH; size === BATCH;) {
    const after = last === undefined ? {} : { id: { $gt: last } };
    const options = { ...UNMANAGED, orderBy: { id: 'asc' }, limit: BATCH } as const;
    const rows = await em.find(FlagRow, { environment, ...after }, options);
    flags.push(...rows.map(toFlag));
    last = rows.at(-1)?.id;
    size = rows.length;
    renew();
  }
  return flags;
}

async function readOverrides(em: EntityManager, environment: EnvironmentKey): Promise<Map<FlagKey, HeldOverrides>> {
  const actual = await countUserOverrides(em, environment);
  if (actual > MAX_FILE_USERS) {
    const limit = `user overrides in a file (a file without overrides leaves them out)`;
    throw new DomainError({ code: 'LIMIT_EXCEEDED', limit, max: MAX_FILE_USERS, actual });
  }
  const byFlag = Map.groupBy(await readLastingOverrides(em, environment), ({ flagKey }) => flagKey);
  return new Map(
    [...byFlag].map(([flagKey, overrides]) => {
      const users = overrides.filter((override) => override.type === 'user');
      const everyone = overrides.find((override) => override.type === 'global') ?? null;
      return [flagKey, { everyone, users: new Map(users.map((user) => [user.target, user])) }];
    }),
  );
}
