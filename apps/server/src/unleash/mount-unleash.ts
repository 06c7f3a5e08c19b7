import {
  countUnleashMetrics,
  evaluateForFrontend,
  evaluationEnvironment,
  type EvaluationServices,
  followedEnvironment,
  parseInput,
  type ReportedFlag,
  specLevelOf,
  streamSignal,
  type UnleashExports,
  type UsersOf,
} from '@burgee/api';
import { DomainError, type EnvironmentKey, type SyncedOverrides } from '@burgee/contracts';
import type { ErrorRequestHandler, Request, Response, Router } from 'express';
import type { z } from 'zod';
import { answerWithEtag } from '../rest/answer.ts';
import { bodyOf } from '../rest/route.ts';
import { BulkMetricsBody, MetricsBody, Registration } from './bodies.ts';
import { sendFeatures } from './features.ts';
import { contextOf, FrontendBody, FrontendQuery } from './frontend-context.ts';
import { type AreKeysCurrent, oneAtATime, refuseUncertainKeys } from './keys.ts';
import { UNLEASH_PATHS, UNLEASH_STREAM_PATH, USERS_PATH } from './paths.ts';
import { sendUnleashStream } from './stream.ts';

type UnleashParts = {
  readonly services: EvaluationServices;
  readonly exports: UnleashExports;
  readonly usersOf: UsersOf;
  readonly areKeysCurrent: AreKeysCurrent;
};

/**
 * Serves the SDKs of Unleash. These routes follow Unleash's protocol instead of ours: they accept unknown fields, and are not
 * in the OpenAPI document.
 */
export function mountUnleash(router: Router, parts: UnleashParts): void {
  router.use(UNLEASH_PATHS, refuseUncertainKeys(oneAtATime(parts.areKeysCurrent)));
  mountClient(router, parts);
  mountUsers(router, parts);
  mountFrontend(router, parts.services);
  router.use(UNLEASH_STREAM_PATH, refuseStreamAsBusy);
}

/** For SDKs that evaluate flags themselves. Features reveal who is targeted, so they require a server key. */
function mountClient(router: Router, { services, exports }: UnleashParts): void {
  const environmentOf = ({ caller }: Request) => followedEnvironment({ services, caller });
  const exportFor = (request: Request, environment: EnvironmentKey) =>
    exports.of(environment, specLevelOf(request.get('unleash-client-spec')));

  router.get('/api/client/features', async (request, response) => {
    const features = await exportFor(request, environmentOf(request));
    sendFeatures(request, response, { ...features, mayStream: !services.draining.aborted });
  });
  router.get(UNLEASH_STREAM_PATH, async (request, response) => {
    const environment = environmentOf(request);
    const ended = streamSignal(request.caller, request.streamEnd);
    const signal = ended ? AbortSignal.any([ended, services.stopping]) : services.stopping;
    // Listen before the first export, or a change between the two is lost.
    const changes = services.snapshots.changes(environment, signal);
    const first = await exportFor(request, environment);
    await sendUnleashStream(request, response, { first, next: () => exportFor(request, environment), changes });
  });
  router.post('/api/client/register', (request, response) => {
    environmentOf(request);
    parseInput(Registration, bodyOf(request));
    response.status(202).end();
  });
  const count = countReports(services, environmentOf, 202);
  router.post('/api/client/metrics', count(MetricsBody));
  router.post('/api/client/metrics/bulk', count(BulkMetricsBody));
}

/** For an edge, which serves the same SDKs and holds no list of overrides. */
function mountUsers(router: Router, { services, usersOf }: UnleashParts): void {
  router.get(USERS_PATH, async ({ caller }, response) => {
    const environment = followedEnvironment({ services, caller });
    const { version, overrides } = await usersOf(environment);
    const origin = services.syncLog.origin(environment);
    response.json({ environment, origin, version, overrides: [...overrides] } satisfies SyncedOverrides);
  });
}

/** For SDKs of browsers and apps: this server evaluates, so that every flag is exact. */
function mountFrontend(router: Router, services: EvaluationServices): void {
  const answer = async (request: Request, response: Response, given: Readonly<Record<string, unknown>>) => {
    const { caller } = request;
    const { toggles, covered } = await evaluateForFrontend({ services, caller }, contextOf(given, request.ip));
    // Covers the context, because an SDK sends the ETag of the previous user, too.
    answerWithEtag(request, response, JSON.stringify({ toggles }), { covered, headers: {} });
  };
  router.get('/api/frontend', (request, response) =>
    answer(request, response, parseInput(FrontendQuery, request.query)),
  );
  router.post('/api/frontend', (request, response) =>
    answer(request, response, parseInput(FrontendBody, bodyOf(request))),
  );
  const environmentOf = ({ caller }: Request) => evaluationEnvironment({ services, caller });
  router.post('/api/frontend/client/metrics', countReports(services, environmentOf, 200)(MetricsBody));
  router.post('/api/frontend/client/register', (request, response) => {
    environmentOf(request);
    parseInput(Registration, bodyOf(request));
    response.status(200).end();
  });
}

function countReports(
  services: EvaluationServices,
  environmentOf: (request: Request) => EnvironmentKey,
  status: number,
) {
  return (schema: z.ZodType<ReportedFlag[]>) => (request: Request, response: Response) => {
    countUnleashMetrics(services, environmentOf(request), parseInput(schema, bodyOf(request)));
    response.status(status).end();
  };
}

/** After 429 or 404, an Unleash SDK begins a second loop of polls beside the one that it has; after 503, it tries again. */
const refuseStreamAsBusy: ErrorRequestHandler = (error: unknown, _request, _response, next) => {
  const isLimited = error instanceof DomainError && error.failure.code === 'RATE_LIMITED';
  if (!isLimited) return next(error);
  const { retryAfterSec } = error.failure;
  next(new DomainError({ code: 'SERVER_BUSY', problem: 'streams', retryAfterSec }));
};
