import {
  type ContentEncoding,
  countUsage,
  findOverrides,
  followedEnvironment,
  listKeys,
  type RulesetPayload,
  streamSignal,
} from '@burgee/api';
import {
  RulesetVersion,
  SyncedKeys,
  SyncedOverrides,
  SyncedRuleset,
  SyncOverridesBody,
  SyncUsageBody,
} from '@burgee/contracts';
import type { Request, Response } from 'express';
import { SYNC_STREAM_PATH } from '../limits/costs.ts';
import { sendDeltas } from '../streams/send-deltas.ts';
import { HEADERS, isAmong } from './answer.ts';
import { inEnvironment, WholeNumber } from './query.ts';
import { evaluationRoute } from './route.ts';

/** How programs with a server key follow the ruleset of their environment. */
export const syncRoutes = [
  evaluationRoute({
    name: 'sync.ruleset',
    method: 'get',
    path: '/api/sync/ruleset',
    summary: 'The whole ruleset of the environment of a server key',
    query: inEnvironment,
    response: SyncedRuleset,
    send: sendRuleset,
    handle: ({ query, ...request }) =>
      request.services.rulesetPayloads(followedEnvironment(request, query.environment)),
  }),
  evaluationRoute({
    name: 'sync.stream',
    method: 'get',
    path: SYNC_STREAM_PATH,
    summary: 'The changes of that ruleset, as server-sent events',
    query: inEnvironment.extend({ from: WholeNumber.optional() }),
    send: sendDeltas,
    handle: ({ query: { environment, from }, lastEventId, ...request }) => {
      const { services, caller, streamEnd } = request;
      const ended = streamSignal(caller, streamEnd);
      // Throws before the first event if the environment is not loaded.
      const ruleset = services.snapshots.ruleset(followedEnvironment(request, environment));
      return {
        syncLog: services.syncLog,
        environment: ruleset.environment,
        from: RulesetVersion.safeParse(lastEventId === undefined ? from : WholeNumber.safeParse(lastEventId).data).data,
        signal: ended ? AbortSignal.any([ended, services.stopping]) : services.stopping,
      };
    },
  }),
  evaluationRoute({
    name: 'sync.overrides',
    method: 'post',
    path: '/api/sync/overrides',
    summary: 'The overrides of up to 1,000 users, sessions and test runs',
    isReadOnly: true,
    query: inEnvironment,
    body: SyncOverridesBody,
    response: SyncedOverrides,
    handle: ({ query, body, ...request }) =>
      findOverrides(request.services, followedEnvironment(request, query.environment), body),
  }),
  evaluationRoute({
    name: 'sync.keys',
    method: 'get',
    path: '/api/sync/keys',
    summary: 'The hashes of the evaluation keys of the environment, for servers that follow this one',
    query: inEnvironment,
    response: SyncedKeys,
    handle: ({ query, ...request }) => listKeys(request.services, followedEnvironment(request, query.environment)),
  }),
  evaluationRoute({
    name: 'sync.usage',
    method: 'post',
    path: '/api/sync/usage',
    summary: 'Adds how often a program evaluated each flag',
    isReadOnly: true,
    query: inEnvironment,
    body: SyncUsageBody,
    status: 202,
    handle: ({ query, body, ...request }) =>
      countUsage(request.services, followedEnvironment(request, query.environment), body),
  }),
];

const ENCODINGS: ContentEncoding[] = ['br', 'gzip', 'identity'];

/** Sends the encoding that the client prefers, or 304 if the client already has this version. */
async function sendRuleset(request: Request, response: Response, { etag, bytes }: RulesetPayload): Promise<void> {
  const preferred = request.acceptsEncodings(ENCODINGS);
  const encoding = ENCODINGS.find((each) => each === preferred) ?? 'identity';
  // Weak, because each encoding has other bytes.
  const headers = { ...HEADERS, Vary: `${HEADERS.Vary}, Accept-Encoding`, ETag: `W/${etag}` };
  if (isAmong(request.headers['if-none-match'], etag)) return void response.writeHead(304, headers).end();
  const body = await bytes(encoding);
  response
    .writeHead(200, {
      ...headers,
      'Content-Type': 'application/json; charset=utf-8',
      ...(encoding !== 'identity' && { 'Content-Encoding': encoding }),
      'Content-Length': body.length,
    })
    .end(body);
}
