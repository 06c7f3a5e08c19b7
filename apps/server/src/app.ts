import { appRouter, FAILURE_STATUS, type Services, toDomainFailure } from '@burgee/api';
import { DomainError } from '@burgee/contracts';
import { TRPCError } from '@trpc/server';
import { createExpressMiddleware } from '@trpc/server/adapters/express';
import express, { type ErrorRequestHandler, type Express, type RequestHandler } from 'express';
import type { Logger } from 'pino';
import { cutOffBodies, readBody } from './body.ts';
import { bodyLimitOf } from './body-limit.ts';
import type { Callers } from './callers.ts';
import { allowOrigins, type CrossOrigin } from './cors.ts';
import { mountDemo } from './demo/routes.ts';
import type { Settings } from './env.ts';
import { type BuildInfo, mountHealth } from './health.ts';
import { costsOf, pathOf } from './limits/costs.ts';
import type { DeviceCookies } from './limits/device-cookie.ts';
import { limitRequests } from './limits/limit-requests.ts';
import { limitSignIns } from './limits/limit-sign-ins.ts';
import type { Limits } from './limits/limits.ts';
import { notServedYetOn, servedOn } from './not-served-yet.ts';
import { mountDocs } from './openapi/mount-docs.ts';
import { IDEMPOTENCY_KEY_HEADER } from './request-headers.ts';
import { answerErrors, authenticate, identify, logRequests, refuseUnknownRoute } from './requests.ts';
import { mountRows } from './rest/mount-rows.ts';
import { mountRoutes } from './rest/route.ts';
import { ROUTES, ROWS } from './rest/routes.ts';
import { dataHeaders } from './security-headers.ts';
import type { ServerTime } from './server-time.ts';
import { BASE_PATH } from './sign-in/better-auth.ts';
import { signInRoutes } from './sign-in/routes.ts';
import type { SignIn } from './sign-in/sign-in.ts';
import type { OpenStreams } from './streams/open-streams.ts';
import { registerStreams } from './streams/stream-requests.ts';
import type { Trust } from './trust-proxy.ts';
import { webApp } from './web-app.ts';

export type AppParts = {
  readonly services: Services;
  readonly time: Pick<ServerTime, 'status'>;
  readonly callers: Callers;
  readonly crossOrigin: CrossOrigin;
  readonly signIn: SignIn;
  readonly limits: Limits;
  readonly streams: OpenStreams;
  readonly devices: DeviceCookies;
  /** Decides which proxies are trusted to report the client's address. */
  readonly trust: Trust;
  /** The path under which browsers see the whole server, or empty. */
  readonly base: string;
  /** Whether browsers connect over HTTPS. */
  readonly isHttps: boolean;
  readonly log: Logger;
  readonly settings: Pick<Settings, 'BODY_LIMIT_BYTES' | 'NODE_ENV' | 'DEMO'>;
  readonly build: BuildInfo;
  /** Built web apps by the path they are mounted at. */
  readonly webApps: Readonly<Record<string, string>>;
  /** Milliseconds that only go forward, for durations. */
  readonly clock: () => number;
};

/** Everything that answers HTTP. */
export function createApp(parts: AppParts): Express {
  const { services, log, base, isHttps, webApps, clock, settings } = parts;
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', parts.trust);
  // A client that puts the user ".." into a path requests the parent path with a trailing slash: that must not match
  // the flag.
  app.enable('strict routing');
  // Each path has one spelling, so that decisions based on paths cannot be bypassed.
  app.enable('case sensitive routing');
  // Disables nesting: `?a[b]=c` is a plain parameter name.
  app.set('query parser', 'simple');
  app.use(cutOffBodies, ...dataHeaders(isHttps));
  // Before the request log: balancers ask every second, and not being ready is not a failure.
  mountHealth(app, parts);
  app.use(identify(services.newId), logRequests(log, clock));
  mountApi(app, parts);
  for (const [path, folder] of Object.entries(webApps)) {
    app.use(path, webApp({ folder, isHttps, newNonce: services.newSecret }));
  }
  const start = settings.DEMO && settings.NODE_ENV !== 'production' ? '/wishlist/' : '/admin/';
  app.get('/', (_request, response) => response.redirect(`${base}${start}`));
  app.use(refuseUnknownRoute);
  app.use(answerErrors(log, base));
  return app;
}

const API = ['/api', '/trpc', '/ofrep'];

function mountApi(app: Express, parts: AppParts): void {
  const { services, callers, crossOrigin, signIn, limits, streams, trust, settings, base, build } = parts;
  const read = readBody((request) => bodyLimitOf(request, settings.BODY_LIMIT_BYTES));
  app.use(API, allowOrigins(crossOrigin));
  // Before authentication, because these routes perform it.
  app.use(BASE_PATH, ...read, limitSignIns({ ...parts, newId: services.newId }), signInRoutes(signIn));
  // Excess requests are refused before their bodies are read.
  app.use(
    API,
    authenticate(callers),
    limitRequests(limits, trust),
    registerStreams({ streams, callers, trust, random: services.random }),
    ...read,
  );
  mountDocs(app, { base, version: build.version });
  mountRoutes(app, ROUTES, services);
  mountRows(app, ROWS, services);
  if (settings.DEMO) mountDemo(app, services);
  app.use('/trpc', refuseThroughTrpc, trpcHandler(parts));
}

function trpcHandler({ services, devices, log, settings }: AppParts): RequestHandler {
  return createExpressMiddleware({
    router: appRouter,
    createContext: ({ req, res }) => {
      if (req.refused) throw req.refused;
      const { caller, inexactNumbers, streamEnd } = req;
      const idempotencyKey = req.get(IDEMPOTENCY_KEY_HEADER);
      const [onNotServedYet, onServed] = [notServedYetOn(res), servedOn(res)];
      // Makes this browser a known device, so that failed sign-ins elsewhere do not lock it out.
      const onLinkProved = (email: string) =>
        void res.append('Set-Cookie', devices.cookieFor(req, services.newId(), email));
      return { services, caller, inexactNumbers, streamEnd, idempotencyKey, onNotServedYet, onServed, onLinkProved };
    },
    // Applies to bodies that are not JSON, which tRPC reads itself.
    maxBodySize: settings.BODY_LIMIT_BYTES,
    // Contexts are sent in the body: they may be long, and URLs end up in logs.
    allowMethodOverride: true,
    onError: ({ error, path, req }) => {
      if (toDomainFailure(error) === null && error.code === 'INTERNAL_SERVER_ERROR') {
        log.error({ requestId: req.requestId, procedure: path, err: error.cause ?? error }, 'bug');
      }
    },
    responseMeta: ({ errors }) => {
      const failure = errors.map(toDomainFailure).find((found) => found !== null);
      // tRPC sets its own Vary, which would otherwise replace the one of CORS.
      const headers = new Headers({ Vary: 'Origin' });
      if (failure && 'retryAfterSec' in failure) headers.set('Retry-After', String(failure.retryAfterSec));
      return { headers };
    },
  });
}

/** Lets tRPC answer calls that were refused before they reached it, in the format that its clients read. */
const refuseThroughTrpc: ErrorRequestHandler = (error: unknown, request, _response, next) => {
  const failure = toDomainFailure(error);
  // A stream that fails to open needs an HTTP status: event sources look at nothing else.
  if (!failure || costsOf(request.method, pathOf(request)).streams > 0) return next(error);
  request.refused = new TRPCError({ code: FAILURE_STATUS[failure.code].trpc, cause: new DomainError(failure) });
  // tRPC would serialize the body again, and a deep one overflows the stack.
  request.body = {};
  next();
};
