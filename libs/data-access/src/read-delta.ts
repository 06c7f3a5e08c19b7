import type { EnvironmentKey, FlagKey, RulesetDelta, RulesetVersion, SegmentKey } from '@burgee/contracts';
import type { SqlEntityManager as EntityManager } from '@mikro-orm/sql';
import type { NewsEntry } from './load-news.ts';
import { readFlagConfigs, readRulesetOverrides, readSegmentConfigs } from './ruleset-rows.ts';

/** With more changes, loading the whole ruleset takes little longer. */
const MAX_CHANGED = 1_000;

type Changes = { readonly from: RulesetVersion; readonly to: RulesetVersion; readonly entries: readonly NewsEntry[] };

/** The flags, segments and overrides that the entries name, as they are now; `undefined` if they are too many. */
export async function readDelta(
  em: EntityManager,
  environment: EnvironmentKey,
  { from, to, entries }: Changes,
): Promise<RulesetDelta | undefined> {
  const keysOf = (isAbout: (entry: NewsEntry) => boolean) => [
    ...new Set(entries.filter(isAbout).map(({ key }) => key)),
  ];
  const flagKeys = keysOf(({ subject }) => subject === 'flag') as FlagKey[];
  const segmentKeys = keysOf(({ subject }) => subject === 'segment') as SegmentKey[];
  const overridden = keysOf((entry) => entry.subject === 'flag' || isAboutRulesetOverride(entry)) as FlagKey[];
  if (overridden.length + segmentKeys.length > MAX_CHANGED) return undefined;
  // Issued together, so that they are sent in one packet.
  const [flags, segments, overrides] = await Promise.all([
    readFlagConfigs(em, environment, flagKeys),
    readSegmentConfigs(em, environment, segmentKeys),
    readRulesetOverrides(em, environment, overridden),
  ]);
  return {
    from,
    to,
    flags: { put: flags, delete: without(flagKeys, flags) },
    segments: { put: segments, delete: without(segmentKeys, segments) },
    overrides: { put: overrides, delete: overridden },
  };
}

function isAboutRulesetOverride({ subject, overrideType }: NewsEntry): boolean {
  return subject === 'override' && (overrideType === 'emergency' || overrideType === 'global');
}

function without<Key>(keys: readonly Key[], found: readonly { readonly key: Key }[]): Key[] {
  const there = new Set(found.map(({ key }) => key));
  return keys.filter((key) => !there.has(key));
}
