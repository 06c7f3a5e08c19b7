import {
  DomainError,
  type EnvironmentKey,
  type FlagEverywhere,
  type GetFlagEverywhereInput,
  isAllowed,
  type Session,
} from '@burgee/contracts';
import { EnvironmentRow, FlagRow, toEnvironment, toFlag } from '@burgee/data-access';
import { findBlocks } from '@burgee/evaluator';
import type { Services } from '../context.ts';

/** A flag in every environment that the session can access. @throws DomainError FLAG_NOT_FOUND if none has it. */
export async function getFlagEverywhere(
  { database, snapshots, now }: Pick<Services, 'database' | 'snapshots' | 'now'>,
  session: Session,
  { key }: GetFlagEverywhereInput,
): Promise<FlagEverywhere> {
  const { all, flags } = await database.read(async (em) => ({
    all: (await em.findAll(EnvironmentRow, { orderBy: { createdAt: 'asc', key: 'asc' } })).map(toEnvironment),
    flags: (await em.find(FlagRow, { key })).map(toFlag),
  }));
  const isVisible = (place: { readonly key: EnvironmentKey }) => isAllowed(session, 'flags:read', place.key);
  const visible = all.filter(isVisible);
  // The rulesets may be older than the rows if another server has just changed them.
  await snapshots.catchUp(new Map(visible.map((place) => [place.key, place.version])));
  const environments = visible.map(({ key: environment, name, isProduction }) => {
    const flag = flags.find((one) => one.environment === environment) ?? null;
    const { blocks } = findBlocks(snapshots.ruleset(environment), [key], now().getTime());
    return { environment, name, isProduction, flag, block: blocks.get(key) ?? null };
  });
  if (environments.every(({ flag }) => flag === null)) {
    const searched = visible.map((place) => place.key).join(', ') || 'any environment';
    throw new DomainError({ code: 'FLAG_NOT_FOUND', flagKey: key, environment: searched });
  }
  return { key, environments, hidden: all.filter((place) => !isVisible(place)).map((place) => place.key) };
}
