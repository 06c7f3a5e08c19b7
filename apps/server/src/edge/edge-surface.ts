import { createEdgeRouter, createUnleashExports, type EvaluationServices } from '@burgee/api';
import { createExpressMiddleware } from '@trpc/server/adapters/express';
import type { RequestHandler } from 'express';
import { createCallers } from '../callers.ts';
import { type Readiness, readinessOf } from '../health.ts';
import { mountProblems } from '../openapi/mount-docs.ts';
import { mountRoutes } from '../rest/route.ts';
import { EVALUATION_ROUTES } from '../rest/routes.ts';
import type { Surface } from '../surface.ts';
import { refuseThroughTrpc, trpcOptions } from '../trpc-options.ts';
import { mountUnleash } from '../unleash/mount-unleash.ts';
import { areEdgeKeysCurrent, edgeUsers } from './edge-unleash.ts';
import type { EdgeDependencies, Upstream } from './upstream.ts';

type EdgeSurfaceParts = EdgeDependencies & {
  readonly services: EvaluationServices;
  readonly upstream: Upstream;
};

/** Nobody signs in to an edge: its callers have a key, or none. */
const NOBODY: Pick<Parameters<typeof createCallers>[0], 'tokens' | 'signIn'> & Pick<Surface, 'sessions'> = {
  tokens: { callerOf: async () => ({ problem: 'invalid' }), endOf: () => 0 },
  signIn: {
    callerOf: async () => ({ problem: 'missing' }),
    hasSession: () => false,
    sessionIdOf: async () => undefined,
  },
  sessions: { callersOf: async () => new Map() },
};

/** Everything that evaluates flags, and nothing else. */
export function createEdgeSurface(parts: EdgeSurfaceParts): Surface {
  const { services, settings, upstream } = parts;
  const url = settings.UPSTREAM_URL;
  return {
    callers: createCallers({ keys: services.keys, ...NOBODY }),
    sessions: NOBODY.sessions,
    readiness: () => edgeReadiness(services, upstream, url),
    mountSignIn: () => undefined,
    mountApi: (app) => {
      mountProblems(app);
      mountRoutes(app, EVALUATION_ROUTES, services, settings.PUBLIC_URL);
      const usersOf = edgeUsers(services, upstream);
      const exports = createUnleashExports({ snapshots: services.snapshots, usersOf });
      mountUnleash(app, { services, exports, usersOf, areKeysCurrent: areEdgeKeysCurrent(upstream, services.now) });
      app.use('/trpc', refuseThroughTrpc, trpcHandler(parts));
    },
    mountPages: () => undefined,
    upstream: url,
  };
}

function edgeReadiness(services: EvaluationServices, upstream: Upstream, url: string): Readiness {
  const { isCurrent, confirmedAt, connection, source, error } = upstream.follower.status();
  const ids = upstream.follower.cache.known();
  const ruleset = upstream.follower.held()?.ruleset;
  const ageOf = (at: number | undefined) => (at === undefined ? null : Math.max(0, services.now().getTime() - at));
  return readinessOf(upstream.isLoaded(), services, {
    mode: 'edge',
    upstream: {
      url,
      ageMs: ageOf(confirmedAt),
      keysAgeMs: ageOf(upstream.keyFollower.confirmedAt()),
      isCurrent,
      source,
      connection,
      // `undefined`, and so absent from the JSON, unless the last request failed.
      error: error?.message,
    },
    overrides: { isReady: ids !== undefined, targets: ids?.count ?? 0 },
    versions: ruleset ? { [ruleset.environment]: ruleset.version } : {},
  });
}

function trpcHandler(parts: EdgeSurfaceParts): RequestHandler {
  const { services, settings } = parts;
  return createExpressMiddleware({
    ...trpcOptions(parts),
    router: createEdgeRouter(settings.UPSTREAM_URL),
    createContext: ({ req: { refused, caller, inexactNumbers, streamEnd } }) => {
      if (refused) throw refused;
      return { services, caller, inexactNumbers, streamEnd };
    },
  });
}
