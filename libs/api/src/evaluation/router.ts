// Without it the declaration of this router could not name a type of the subscription (TS2883).
import type {} from '@trpc/server/unstable-core-do-not-import';
import {
  EvaluatedFlags,
  EvaluateManyInput,
  EvaluateOneInput,
  EnvironmentKey,
  ExplainInput,
  Explanation,
  PublicEvaluation,
} from '@burgee/contracts';
import { z } from 'zod';
import { evaluationEnvironment } from '../context.ts';
import { openProcedure, procedureFor, router } from '../trpc.ts';
import { rulesetChanges } from './changes.ts';
import { evaluateFlag, evaluateFlags, explainFlag } from './evaluate.ts';

export const evaluationRouter = router({
  evaluate: openProcedure
    .input(EvaluateOneInput)
    .output(PublicEvaluation)
    .query(({ ctx, input }) => {
      const environment = evaluationEnvironment(ctx, input.environment);
      return evaluateFlag(ctx.services, { environment, context: input.context }, input.flagKey);
    }),
  evaluateAll: openProcedure
    .input(EvaluateManyInput)
    .output(EvaluatedFlags)
    .query(({ ctx, input }) => {
      const environment = evaluationEnvironment(ctx, input.environment);
      return evaluateFlags(ctx.services, { environment, context: input.context }, input.flagKeys);
    }),
  explain: procedureFor('evaluation:explain')
    .input(ExplainInput)
    .output(Explanation)
    .query(({ ctx, input }) => {
      const environment = evaluationEnvironment(ctx, input.environment);
      return explainFlag(ctx.services, { environment, context: input.context }, input.flagKey, input.at);
    }),
  changes: openProcedure
    .input(z.strictObject({ environment: EnvironmentKey.optional(), lastEventId: z.string().optional() }))
    .subscription(({ ctx, input, signal }) => {
      const environment = evaluationEnvironment(ctx, input.environment);
      return rulesetChanges(ctx.services, environment, input.lastEventId, signal);
    }),
});
