import type { EnvironmentKey, FlagKey, RulesetVersion, TargetId } from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import type { OverrideNews } from './load-news.ts';
import { readVerified } from './verified.ts';

/** Above this, scanning all overrides again is cheaper than listing the users one by one. */
export const MAX_LISTED = 50_000;

/**
 * The users of the lists that changed after version `held`, up to `upTo`; `undefined` if they are too many, or if an entry
 * does not list all of its users.
 */
export async function loadListNews(
  em: EntityManager,
  environment: EnvironmentKey,
  held: RulesetVersion,
  upTo: RulesetVersion,
): Promise<OverrideNews[] | undefined> {
  const lists = await readVerified<ListEntry>(
    em,
    `select version, key, coalesce((before->>'count')::int, 0) as "countBefore",
       coalesce((after->>'count')::int, 0) as "countAfter",
       jsonb_path_query_array(before, '$.users[*].target') as before,
       jsonb_path_query_array(after, '$.users[*].target') as after
     from audit_entries where environment = ? and version > ? and version <= ?
       and subject = 'override' and override_type = 'user' and target is null and before->'counts' is null
     order by version, part`,
    [environment, held, upTo],
  );
  const isKnown = lists.every(
    ({ before, after, countBefore, countAfter }) =>
      (before?.length ?? 0) === countBefore && (after?.length ?? 0) === countAfter && countBefore + countAfter > 0,
  );
  const users = lists.reduce((sum, { countBefore, countAfter }) => sum + countBefore + countAfter, 0);
  return isKnown && users <= MAX_LISTED ? lists.flatMap(toListNews) : undefined;
}

type ListEntry = {
  readonly version: RulesetVersion;
  readonly key: FlagKey;
  readonly countBefore: number;
  readonly countAfter: number;
  readonly before: readonly TargetId[] | null;
  readonly after: readonly TargetId[] | null;
};

/** Users in `after` have a new override; all others no longer have one. */
function toListNews({ version, key: flagKey, before, after }: ListEntry): OverrideNews[] {
  const left = new Set(after ?? []);
  const news = (target: TargetId, isGone: boolean) => ({ version, type: 'user', target, flagKey, isGone }) as const;
  return [
    ...(before ?? []).filter((target) => !left.has(target)).map((target) => news(target, true)),
    ...[...left].map((target) => news(target, false)),
  ];
}
