import {
  evaluateBooleans,
  evaluateToJson,
  evaluationEnvironment,
  explainFlags,
  explainingEnvironment,
  parseInput,
  publicFlag,
  rulesetChanges,
} from '@burgee/api/evaluation';
import {
  ClearSessionOverridesInput,
  EnvironmentKey,
  EvaluateBody,
  EvaluateInput,
  FlagKey,
  normalizeContext,
  SessionRef,
  SetSessionOverridesInput,
} from '@burgee/contracts';
import { answerJson, answerNothing, answerText, beginEvents } from './answer.ts';
import type { DevRequest, DevRoute } from './route.ts';
import type { DevSessions } from './session-overrides.ts';

const FLAGS = '/api/config/flags';
const SESSIONS = '/api/config/session-overrides';

/** The routes that applications call. @throws DomainError in each, as the routes of a server do. */
export function configRoutes(sessions: DevSessions): readonly DevRoute[] {
  return [
    {
      method: 'GET',
      path: FLAGS,
      answer: async (request, response) => {
        const { environment: _, ...ids } = request.query;
        const question = { environment: environmentOf(request), context: normalizeContext(ids) };
        answerText(response, (await evaluateBooleans(request.services, question)).json);
      },
    },
    {
      method: 'POST',
      path: FLAGS,
      answer: async (request, response) => {
        const { context } = parseInput(EvaluateInput.omit({ environment: true }), request.body);
        const question = { environment: environmentOf(request), context };
        answerText(response, (await evaluateBooleans(request.services, question)).json);
      },
    },
    {
      method: 'GET',
      path: `${FLAGS}/:flagKey`,
      answer: (request, response) => {
        const flagKey = parseInput(FlagKey, request.params['flagKey']);
        answerJson(response, publicFlag(request.services, environmentOf(request), flagKey));
      },
    },
    { method: 'POST', path: '/api/config/evaluate', answer: evaluate },
    { method: 'GET', path: '/api/config/stream', answer: streamChanges },
    {
      method: 'POST',
      path: SESSIONS,
      answer: (request, response) => {
        environmentOf(request);
        answerJson(response, sessions.set(parseInput(SetSessionOverridesInput, request.body)));
      },
    },
    {
      method: 'POST',
      path: `${SESSIONS}/list`,
      answer: (request, response) => {
        environmentOf(request);
        answerJson(response, sessions.list(parseInput(SessionRef, request.body).sessionId));
      },
    },
    {
      method: 'POST',
      path: `${SESSIONS}/clear`,
      answer: (request, response) => {
        environmentOf(request);
        sessions.clear(parseInput(ClearSessionOverridesInput, request.body));
        answerNothing(response, 204);
      },
    },
  ];
}

async function evaluate(request: DevRequest, response: Parameters<DevRoute['answer']>[1]): Promise<void> {
  const { context, flagKeys, explain } = parseInput(EvaluateBody, request.body);
  if (!explain) {
    const question = { environment: environmentOf(request), context };
    return answerText(response, await evaluateToJson(request.services, question, flagKeys));
  }
  const environment = explainingEnvironment(request, environmentIn(request));
  answerJson(response, await explainFlags(request.services, { environment, context }, flagKeys));
}

async function streamChanges(request: DevRequest, response: Parameters<DevRoute['answer']>[1]): Promise<void> {
  const last = request.headers['last-event-id'] ?? request.query['lastEventId'];
  const lastEventId = Array.isArray(last) ? last[0] : last;
  const changes = rulesetChanges(request.services, environmentOf(request), lastEventId, request.ended);
  const send = beginEvents(response);
  for await (const [id, change] of changes) send(`id: ${id}\ndata: ${JSON.stringify(change)}\n\n`);
  response.end();
}

function environmentIn({ query: { environment } }: DevRequest): EnvironmentKey | undefined {
  return environment === undefined ? undefined : parseInput(EnvironmentKey, environment);
}

function environmentOf(request: DevRequest): EnvironmentKey {
  const environment = evaluationEnvironment(request, environmentIn(request));
  // Throws if there is no such environment.
  request.services.snapshots.ruleset(environment);
  return environment;
}
