import type { EnvironmentKey, PlaceChange } from '@burgee/contracts';
import type { Services } from '../context.ts';

/**
 * Streams the version of every environment, then each change in any of them, for screens that show more than one. The
 * stream carries no flag data.
 */
export function changesEverywhere({ snapshots, stopping }: Services, clientGone: AbortSignal | undefined) {
  const signal = clientGone ? AbortSignal.any([clientGone, stopping]) : stopping;
  // Listen before the first versions go out, or a change between the two is lost.
  const changes = snapshots.changesEverywhere(signal);
  const current = Object.entries(snapshots.status().versions);
  async function* stream(): AsyncGenerator<PlaceChange> {
    for (const [environment, version] of current) yield { environment: environment as EnvironmentKey, version };
    for await (const [environment, version] of changes) yield { environment, version };
  }
  return stream();
}
