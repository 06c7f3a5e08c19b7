import type { EnvironmentKey } from '@burgee/contracts';
import { countsOfUnleash, type UnleashCount } from '@burgee/protocols';
import type { EvaluationServices } from '../context.ts';

export type ReportedFlag = UnleashCount & { readonly name: string };

/** Adds what an Unleash SDK counted to the usage. Unknown flags and variants do not count. */
export function countUnleashMetrics(
  { usage, snapshots, now }: EvaluationServices,
  environment: EnvironmentKey,
  reported: readonly ReportedFlag[],
): void {
  const ruleset = snapshots.ruleset(environment);
  const counts = reported.flatMap(({ name, ...count }) => {
    const flag = ruleset.flags.get(name);
    if (!flag || flag.problem !== undefined) return [];
    return countsOfUnleash(flag.config, count).map((each) => ({ flagKey: name, ...each }));
  });
  usage.add(ruleset, counts, now().getTime());
}
