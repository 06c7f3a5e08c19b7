import type { EnvironmentKey, PlaceChange } from '@burgee/contracts';
import type { Services } from '../context.ts';

/**
 * The version of every environment, and then what changes anywhere, for screens that show more than one. No flag data stands
 * on the stream.
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
