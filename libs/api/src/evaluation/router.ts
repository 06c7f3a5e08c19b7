// Without this import, the declaration of this router could not name a type of the subscription (TS2883).
import {
  EnvironmentKey,
  EvaluatedFlag,
  EvaluatedFlags,
  EvaluateManyInput,
  EvaluateOneInput,
  ExplainContextsInput,
  ExplainedContexts,
  ExplainedFlag,
  ExplainedFlags,
  ExplainInput,
  ExplainManyInput,
} from '@burgee/contracts';
import type {} from '@trpc/server/unstable-core-do-not-import';
import { z } from 'zod';
import { evaluationEnvironment, explainingEnvironment, streamSignal } from '../context.ts';
import { environmentNamedIn, evaluationProcedure, evaluationRouterOf } from '../trpc.ts';
import { rulesetChanges } from './changes.ts';
import { evaluateFlag, evaluateFlags, explainContexts, explainFlag, explainFlags } from './evaluate.ts';

/** For callers with the permission, and for server keys of the environment. */
const explaining = evaluationProcedure
  .meta({ permission: 'evaluation:explain' })
  .use(async ({ ctx, next, getRawInput }) => {
    const environment = explainingEnvironment(ctx, environmentNamedIn(await getRawInput(), 'environment'));
    return next({ ctx: { ...ctx, environment } });
  });

export const evaluationRouter = evaluationRouterOf({
  evaluate: evaluationProcedure
    .input(EvaluateOneInput)
    .output(EvaluatedFlag)
    .query(({ ctx, input }) => {
      const environment = evaluationEnvironment(ctx, input.environment);
      return evaluateFlag(ctx.services, { environment, context: input.context }, input.flagKey);
    }),
  evaluateAll: evaluationProcedure
    .input(EvaluateManyInput)
    .output(EvaluatedFlags)
    .query(({ ctx, input }) => {
      const environment = evaluationEnvironment(ctx, input.environment);
      return evaluateFlags(ctx.services, { environment, context: input.context }, input.flagKeys);
    }),
  explain: explaining
    .input(ExplainInput)
    .output(ExplainedFlag)
    .query(({ ctx, input }) =>
      explainFlag(ctx.services, { environment: ctx.environment, context: input.context }, input.flagKey, input.at),
    ),
  explainAll: explaining
    .input(ExplainManyInput)
    .output(ExplainedFlags)
    .query(({ ctx, input: { context, flagKeys, at } }) =>
      explainFlags(ctx.services, { environment: ctx.environment, context }, flagKeys, at),
    ),
  explainContexts: explaining
    .input(ExplainContextsInput)
    .output(ExplainedContexts)
    .query(({ ctx, input }) => explainContexts(ctx.services, ctx.environment, input)),
  changes: evaluationProcedure
    .input(z.strictObject({ environment: EnvironmentKey.optional(), lastEventId: z.string().optional() }))
    .subscription(({ ctx, input, signal }) => {
      const environment = evaluationEnvironment(ctx, input.environment);
      return rulesetChanges(
        ctx.services,
        environment,
        input.lastEventId,
        streamSignal(ctx.caller, signal, ctx.streamEnd),
      );
    }),
});
