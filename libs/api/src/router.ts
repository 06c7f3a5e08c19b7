// Without this import, the declaration of this router could not name a type of the subscription (TS2883).
import { EnvironmentKey } from '@burgee/contracts';
import type {} from '@trpc/server/unstable-core-do-not-import';
import { z } from 'zod';
import { auditCases } from './audit/use-cases.ts';
import { connectionCases } from './connections/use-cases.ts';
import { evaluationEnvironment, streamSignal } from './context.ts';
import { diagnosticsCases } from './diagnostics/use-cases.ts';
import { changesEverywhere } from './environments/changes.ts';
import { environmentCases } from './environments/use-cases.ts';
import { rulesetChanges } from './evaluation/changes.ts';
import { evaluationCases } from './evaluation/use-cases.ts';
import { flagCases } from './flags/use-cases.ts';
import { keyCases } from './keys/use-cases.ts';
import { overrideCases } from './overrides/use-cases.ts';
import { peopleCases } from './people/use-cases.ts';
import { evaluationProceduresOf, proceduresOf } from './procedures.ts';
import { segmentCases } from './segments/use-cases.ts';
import { sessionCases } from './session/use-cases.ts';
import { createCallerFactory, edgeRouterOf, evaluationProcedureFor, procedureFor, router } from './trpc.ts';
import { unleashCases } from './unleash/use-cases.ts';

/** Streams, which only tRPC has in this form. */
const ofEnvironments = procedureFor({
  kind: 'permission',
  permission: 'environments:read',
  field: 'environment',
}).subscription(({ ctx, signal }) => changesEverywhere(ctx.services, streamSignal(ctx.caller, signal, ctx.streamEnd)));
const ofEnvironment = evaluationProcedureFor({ kind: 'open' })
  .input(z.strictObject({ environment: EnvironmentKey.optional(), lastEventId: z.string().optional() }))
  .subscription(({ ctx, input, signal }) =>
    rulesetChanges(
      ctx.services,
      evaluationEnvironment(ctx, input.environment),
      input.lastEventId,
      streamSignal(ctx.caller, signal, ctx.streamEnd),
    ),
  );

const evaluation = { ...evaluationProceduresOf(evaluationCases), changes: ofEnvironment };

const routers = {
  flags: proceduresOf(flagCases),
  overrides: proceduresOf(overrideCases),
  segments: proceduresOf(segmentCases),
  environments: { ...proceduresOf(environmentCases), changes: ofEnvironments },
  evaluation,
  audit: proceduresOf(auditCases),
  keys: proceduresOf(keyCases),
  connections: proceduresOf(connectionCases),
  people: proceduresOf(peopleCases),
  session: proceduresOf(sessionCases),
  unleash: proceduresOf(unleashCases),
  diagnostics: proceduresOf(diagnosticsCases),
};

/** Repeated as a named type: the inferred type would be too long for the compiler (TS7056). */
type Routers = typeof routers;

export const appRouter: ReturnType<typeof router<Routers>> = router(routers);

/** The procedures of an edge, which follows the server `upstream`. */
export function createEdgeRouter(upstream: string) {
  return edgeRouterOf(upstream)({ evaluation });
}

export type AppRouter = typeof appRouter;

/** Calls procedures directly, without a network. */
export const createCaller: AppRouter['createCaller'] = createCallerFactory(appRouter);
