import type { EnvironmentKey, RulesetChange, RulesetVersion } from '@burgee/contracts';
import { tracked } from '@trpc/server';
import type { EvaluationServices } from '../context.ts';

/**
 * Streams the versions of an environment, beginning with the current one unless the client has it. Only versions: the
 * client then requests the data it may see, and the stream carries no flag data.
 */
export function rulesetChanges(
  { snapshots, stopping }: EvaluationServices,
  environment: EnvironmentKey,
  lastEventId: string | undefined,
  clientGone: AbortSignal | undefined,
) {
  const signal = clientGone ? AbortSignal.any([clientGone, stopping]) : stopping;
  const { version: current } = snapshots.ruleset(environment);
  // Listen before the first version goes out, or a change between the two is lost.
  const changes = snapshots.changes(environment, signal);
  async function* stream() {
    const event = (version: RulesetVersion) => tracked(String(version), { version } satisfies RulesetChange);
    if (lastEventId !== String(current)) yield event(current);
    for await (const version of changes) yield event(version);
  }
  return stream();
}
