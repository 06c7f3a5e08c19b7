// Without this import, the declaration of this router could not name a type of the subscription (TS2883).
import type {} from '@trpc/server/unstable-core-do-not-import';
import { auditRouter } from './audit/router.ts';
import { environmentsRouter } from './environments/router.ts';
import { evaluationRouter } from './evaluation/router.ts';
import { flagsRouter } from './flags/router.ts';
import { keysRouter } from './keys/router.ts';
import { overridesRouter } from './overrides/router.ts';
import { peopleRouter } from './people/router.ts';
import { segmentsRouter } from './segments/router.ts';
import { sessionRouter } from './session/router.ts';
import { createCallerFactory, edgeRouterOf, router } from './trpc.ts';

/** Repeated as a named type: the inferred type would be too long for the compiler (TS7056). */
type Routers = {
  flags: typeof flagsRouter;
  overrides: typeof overridesRouter;
  segments: typeof segmentsRouter;
  environments: typeof environmentsRouter;
  evaluation: typeof evaluationRouter;
  audit: typeof auditRouter;
  keys: typeof keysRouter;
  people: typeof peopleRouter;
  session: typeof sessionRouter;
};

export const appRouter: ReturnType<typeof router<Routers>> = router({
  flags: flagsRouter,
  overrides: overridesRouter,
  segments: segmentsRouter,
  environments: environmentsRouter,
  evaluation: evaluationRouter,
  audit: auditRouter,
  keys: keysRouter,
  people: peopleRouter,
  session: sessionRouter,
});

/** The procedures of an edge, which follows the server `upstream`. */
export function createEdgeRouter(upstream: string) {
  return edgeRouterOf(upstream)({ evaluation: evaluationRouter });
}

export type AppRouter = typeof appRouter;

/** Calls procedures directly, without a network. */
export const createCaller: AppRouter['createCaller'] = createCallerFactory(appRouter);
