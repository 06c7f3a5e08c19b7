// Without it the declaration of this router could not name a type of the subscription (TS2883).
import type {} from '@trpc/server/unstable-core-do-not-import';
import { auditRouter } from './audit/router.ts';
import { environmentsRouter } from './environments/router.ts';
import { evaluationRouter } from './evaluation/router.ts';
import { flagsRouter } from './flags/router.ts';
import { overridesRouter } from './overrides/router.ts';
import { segmentsRouter } from './segments/router.ts';
import { sessionRouter } from './session/router.ts';
import { createCallerFactory, router } from './trpc.ts';

export const appRouter = router({
  flags: flagsRouter,
  overrides: overridesRouter,
  segments: segmentsRouter,
  environments: environmentsRouter,
  evaluation: evaluationRouter,
  audit: auditRouter,
  session: sessionRouter,
});

export type AppRouter = typeof appRouter;

/** Calls procedures without a network. */
export const createCaller = createCallerFactory(appRouter);
