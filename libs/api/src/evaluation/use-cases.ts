import {
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
import { evaluationEnvironment, explainingEnvironment } from '../context.ts';
import { evaluationUseCase } from '../use-case.ts';
import { evaluateFlag, evaluateFlags, explainContexts, explainFlag, explainFlags } from './evaluate.ts';

const environment = 'production';
const context = { userId: 'ann' };
const flagKey = 'new-checkout';

/** `POST /api/config/evaluate` has its own row, because it sends text that is computed once per result. */
export const evaluationCases = {
  evaluate: evaluationUseCase({
    name: 'evaluation.evaluate',
    summary: 'Evaluate one flag',
    kind: 'query',
    input: EvaluateOneInput,
    output: EvaluatedFlag,
    failures: ['FLAG_NOT_FOUND'],
    examples: [{ input: { environment, flagKey, context } }],
    run: (request, { flagKey, context, environment }) =>
      evaluateFlag(request.services, { environment: evaluationEnvironment(request, environment), context }, flagKey),
  }),
  evaluateAll: evaluationUseCase({
    name: 'evaluation.evaluateAll',
    summary: 'Evaluate all flags, or the given ones',
    kind: 'query',
    input: EvaluateManyInput,
    output: EvaluatedFlags,
    examples: [{ input: { environment, context, flagKeys: [flagKey] } }],
    run: (request, { flagKeys, context, environment }) =>
      evaluateFlags(request.services, { environment: evaluationEnvironment(request, environment), context }, flagKeys),
  }),
  explain: evaluationUseCase({
    explains: true,
    name: 'evaluation.explain',
    summary: 'Evaluate one flag, and explain each step',
    kind: 'query',
    input: ExplainInput,
    output: ExplainedFlag,
    rest: 'POST /api/admin/flags/:flagKey/explain',
    failures: ['FLAG_NOT_FOUND'],
    examples: [{ input: { environment, flagKey, context } }],
    agent: { tool: 'flag_explain' },
    run: (request, { flagKey, context, at, environment }) =>
      explainFlag(request.services, { environment: explainingEnvironment(request, environment), context }, flagKey, at),
  }),
  explainAll: evaluationUseCase({
    explains: true,
    name: 'evaluation.explainAll',
    summary: 'Evaluate all flags, or the given ones, and explain each step',
    kind: 'query',
    input: ExplainManyInput,
    output: ExplainedFlags,
    rest: 'POST /api/admin/explain',
    examples: [{ input: { environment, context, flagKeys: [flagKey] } }],
    run: (request, { flagKeys, context, at, environment }) =>
      explainFlags(
        request.services,
        { environment: explainingEnvironment(request, environment), context },
        flagKeys,
        at,
      ),
  }),
  explainContexts: evaluationUseCase({
    explains: true,
    name: 'evaluation.explainContexts',
    summary: 'Evaluate one flag for several contexts, and explain each step',
    kind: 'query',
    input: ExplainContextsInput,
    output: ExplainedContexts,
    rest: 'POST /api/admin/flags/:flagKey/explain-contexts',
    failures: ['FLAG_NOT_FOUND'],
    examples: [{ input: { environment, flagKey, contexts: [context, { userId: 'ben' }] } }],
    run: (request, input) =>
      explainContexts(request.services, explainingEnvironment(request, input.environment), input),
  }),
};
