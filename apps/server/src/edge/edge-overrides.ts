import { type EvaluationServices, type OverrideLookup, upstreamUnavailable } from '@burgee/api';
import {
  createOverrideFinder,
  type Follower,
  type NodeRuntime,
  type Problems,
  type SyncRequests,
} from '@burgee/node/internal';

type EdgeOverridesOptions = {
  readonly follower: Follower;
  readonly requests: Pick<SyncRequests, 'overrides'>;
  readonly runtime: Pick<NodeRuntime, 'now' | 'random'>;
  readonly problems: Problems;
};

/** After a failure, ids are asked for again as soon as the ruleset is: after at most 7.5 s. */
const RETRY_FASTER = 4;

/** Looks up overrides by id: in memory, then on the server that is followed. */
export function createEdgeOverrides({
  follower,
  requests,
  runtime: { now, random },
  problems,
}: EdgeOverridesOptions): EvaluationServices['overrides'] & Pick<OverrideLookup, 'idsOf'> {
  const { find, ofId } = createOverrideFinder({
    cache: follower.cache,
    mayAsk: () => follower.held() !== undefined,
    ask: requests.overrides,
    now,
    random: () => random() / RETRY_FASTER,
    onSettled: (error) => {
      if (error === undefined) problems.resolve('OVERRIDES_UNAVAILABLE');
      else problems.report({ code: 'OVERRIDES_UNAVAILABLE', message: String((error as Error).message) });
    },
  });

  return {
    forContext: (_environment, context) => {
      const found = find(context);
      return found instanceof Promise ? found.then(({ overrides }) => overrides) : found.overrides;
    },
    ofId: async (_environment, type, id) => {
      const found = await ofId({ type, id });
      if (!found) throw upstreamUnavailable();
      return new Map(found.map((override) => [override.flagKey, override]));
    },
    idsOf: () => follower.cache.known(),
  };
}
