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

/**
 * Reads an environment; `undefined` if it does not exist.
 *
 * @param withOverrides whether to read the lasting overrides.
 * @throws DomainError LIMIT_EXCEEDED for more overrides than a file can have.
 */
export async function readState(
  em: EntityManager,
  key: EnvironmentKey,
  withOverrides: boolean,
): Promise<EnvironmentState | undefined> {
  const row = await em.findOne(EnvironmentRow, { key });
  if (!row) return undefined;
  // Without the identity map: a flush would compare thousands of flags with what they were.
  const options = { disableIdentityMap: true } as const;
  const segments = await em.find(SegmentRow, { environment: key }, options);
  const flags = await em.find(FlagRow, { environment: key }, options);
  return {
    environment: toEnvironment(row),
    segments: new Map(segments.map((segment) => [segment.key, toSegment(segment)])),
    flags: new Map(flags.map((flag) => [flag.key, toFlag(flag)])),
    overrides: withOverrides ? await readOverrides(em, key) : new Map(),
  };
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
