import { countUsage, findOverrides, followedEnvironment, parseInput } from '@burgee/api/evaluation';
import { EnvironmentKey, RulesetVersion, SyncOverridesBody, SyncUsageBody } from '@burgee/contracts';
import type { ServerResponse } from 'node:http';
import { answerJson, answerNothing, beginEvents } from './answer.ts';
import type { DevRequest, DevRoute } from './route.ts';

/** The routes that programs with `@burgee/node` call. @throws DomainError in each, as the routes of a server do. */
export const SYNC_ROUTES: readonly DevRoute[] = [
  { method: 'GET', path: '/api/sync/ruleset', answer: sendRuleset },
  { method: 'GET', path: '/api/sync/stream', answer: streamDeltas },
  {
    method: 'POST',
    path: '/api/sync/overrides',
    answer: async (request, response) => {
      const body = parseInput(SyncOverridesBody, request.body);
      answerJson(response, await findOverrides(request.services, environmentOf(request), body));
    },
  },
  {
    method: 'POST',
    path: '/api/sync/usage',
    answer: (request, response) => {
      countUsage(request.services, environmentOf(request), parseInput(SyncUsageBody, request.body));
      answerNothing(response, 202);
    },
  },
];

function environmentOf(request: DevRequest): EnvironmentKey {
  const { environment } = request.query;
  return followedEnvironment(request, environment === undefined ? undefined : parseInput(EnvironmentKey, environment));
}

async function sendRuleset(request: DevRequest, response: ServerResponse): Promise<void> {
  const { etag, bytes } = request.services.rulesetPayloads(environmentOf(request));
  const headers = { ETag: etag, 'Cache-Control': 'private, no-cache' };
  if (request.headers['if-none-match'] === etag) return void response.writeHead(304, headers).end();
  response.writeHead(200, { ...headers, 'Content-Type': 'application/json; charset=utf-8' });
  response.end(await bytes('identity'));
}

function streamDeltas(request: DevRequest, response: ServerResponse): void {
  const { services, query, headers, ended } = request;
  const environment = services.snapshots.ruleset(environmentOf(request)).environment;
  const from = RulesetVersion.safeParse(Number(headers['last-event-id'] ?? query['from'])).data;
  const send = beginEvents(response, { environment, origin: services.syncLog.origin(environment) });
  const { stop } = services.syncLog.follow(environment, from, send);
  const end = () => {
    stop();
    response.end();
  };
  ended.addEventListener('abort', end);
  if (ended.aborted) end();
}
