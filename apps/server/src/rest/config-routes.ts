import {
  evaluateBooleans,
  evaluateToJson,
  evaluationEnvironment,
  explainFlags,
  explainingEnvironment,
  publicFlag,
  rulesetChanges,
  streamSignal,
} from '@burgee/api';
import {
  EvaluateBody,
  EvaluatedFlags,
  EvaluateInput,
  ExplainedFlags,
  FlagKey,
  normalizeContext,
  PublicFlag,
} from '@burgee/contracts';
import { z } from 'zod';
import { STREAM_PATH } from '../limits/costs.ts';
import { sendChanges } from '../streams/send-changes.ts';
import { answerWithBooleans } from './booleans.ts';
import { inEnvironment } from './query.ts';
import { evaluationRoute } from './route.ts';

const FlagParams = z.strictObject({ flagKey: FlagKey });
const Booleans = z.record(z.string(), z.boolean());
/** A repeated parameter is not a valid id. An invalid id evaluates to off, never to an error (W39.9). */
const id = z.union([z.string(), z.array(z.string())]).optional();
const ids = { userId: id, sessionId: id, testRunId: id };

export const configRoutes = [
  evaluationRoute({
    name: 'config.flags',
    method: 'get',
    path: '/api/config/flags',
    summary: 'All flags of an environment, for a user',
    query: inEnvironment.extend(ids),
    response: Booleans,
    send: answerWithBooleans,
    handle: ({ query: { environment, ...given }, ...request }) =>
      evaluateBooleans(request.services, {
        environment: evaluationEnvironment(request, environment),
        context: normalizeContext(given),
      }),
  }),
  evaluationRoute({
    name: 'config.flagsFor',
    method: 'post',
    path: '/api/config/flags',
    summary: 'All flags of an environment, for a context',
    isReadOnly: true,
    query: inEnvironment,
    body: EvaluateInput.omit({ environment: true }),
    response: Booleans,
    send: answerWithBooleans,
    handle: ({ query, body, ...request }) =>
      evaluateBooleans(request.services, {
        environment: evaluationEnvironment(request, query.environment),
        context: body.context,
      }),
  }),
  evaluationRoute({
    name: 'config.flag',
    method: 'get',
    path: '/api/config/flags/:flagKey',
    failures: ['FLAG_NOT_FOUND'],
    summary: 'The public fields of one flag',
    params: FlagParams,
    query: inEnvironment,
    response: PublicFlag,
    handle: ({ params, query, ...request }) =>
      publicFlag(request.services, evaluationEnvironment(request, query.environment), params.flagKey),
  }),
  evaluationRoute({
    name: 'config.evaluate',
    method: 'post',
    path: '/api/config/evaluate',
    summary: 'Flags with values, variants and reasons; with `explain`, the steps of the evaluation',
    isReadOnly: true,
    query: inEnvironment,
    body: EvaluateBody,
    response: z.union([EvaluatedFlags, ExplainedFlags]),
    send: (_request, response, json: string) => void response.type('json').send(json),
    handle: async ({ query, body: { context, flagKeys, explain }, ...request }) => {
      const { services } = request;
      if (explain) {
        const environment = explainingEnvironment(request, query.environment);
        return JSON.stringify(await explainFlags(services, { environment, context }, flagKeys));
      }
      const environment = evaluationEnvironment(request, query.environment);
      return evaluateToJson(services, { environment, context }, flagKeys);
    },
  }),
  evaluationRoute({
    name: 'config.stream',
    method: 'get',
    path: STREAM_PATH,
    summary: 'The versions of an environment, as server-sent events',
    query: inEnvironment.extend({ lastEventId: z.string().optional() }),
    send: sendChanges,
    handle: ({ query, lastEventId = query.lastEventId, ...request }) =>
      rulesetChanges(
        request.services,
        evaluationEnvironment(request, query.environment),
        lastEventId,
        streamSignal(request.caller, request.streamEnd),
      ),
  }),
];
