import { appRouter, failureOf, type Services } from '@burgee/api';
import { createExpressMiddleware } from '@trpc/server/adapters/express';
import cors from 'cors';
import express, { type Express, type RequestHandler } from 'express';
import { existsSync } from 'node:fs';
import type { Logger } from 'pino';

import { readBody } from './body.ts';
import type { Callers } from './callers.ts';
import type { Settings } from './env.ts';
import { mountHealth, type BuildInfo } from './health.ts';
import { answerErrors, authenticate, identify, logRequests, refuseUnknownRoute } from './requests.ts';
import { mountDemo } from './rest/demo-routes.ts';
import { mountRoutes } from './rest/route.ts';
import { ROUTES } from './rest/routes.ts';

export type AppParts = {
  readonly services: Services;
  readonly callers: Callers;
  readonly log: Logger;
  readonly settings: Pick<Settings, 'CORS_ORIGINS' | 'BODY_LIMIT_BYTES'>;
  readonly build: BuildInfo;
  /** Built web apps, by the path under which they stand. */
  readonly webApps: Readonly<Record<string, string>>;
  /** Milliseconds that only go forward, for durations. */
  readonly clock: () => number;
};

/** Everything that answers HTTP. */
export function createApp({ services, callers, log, settings, build, webApps, clock }: AppParts): Express {
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  // A client that puts the user ".." into a path asks for the path above it, with a slash at its end: that is not the flag.
  app.enable('strict routing');
  // Without nesting: `?a[b]=c` is a name like any other.
  app.set('query parser', 'simple');
  // Before the log: balancers ask every second, and not being ready is no failure.
  mountHealth(app, services, build);
  app.use(identify(services.newId), logRequests(log, clock));
  if (settings.CORS_ORIGINS.length > 0) app.use(['/api', '/trpc'], allowOrigins(settings.CORS_ORIGINS));
  app.use(['/api', '/trpc'], authenticate(callers), ...readBody(settings.BODY_LIMIT_BYTES));
  mountRoutes(app, ROUTES, services);
  mountDemo(app, services);
  app.use('/trpc', trpc(services, log));
  for (const [path, folder] of Object.entries(webApps)) app.use(path, webApp(folder));
  app.get('/', (_request, response) => response.redirect('/wishlist/'));
  app.use(refuseUnknownRoute);
  app.use(answerErrors(log));
  return app;
}

function allowOrigins(origins: readonly string[]): RequestHandler {
  return cors({
    origin: [...origins],
    allowedHeaders: ['Authorization', 'X-API-Key', 'Content-Type', 'If-None-Match', 'Idempotency-Key', 'Last-Event-Id'],
    exposedHeaders: ['ETag', 'Retry-After', 'X-Request-Id'],
    maxAge: 600,
  });
}

function trpc(services: Services, log: Logger): RequestHandler {
  return createExpressMiddleware({
    router: appRouter,
    createContext: ({ req }) => ({ services, caller: req.caller, idempotencyKey: req.get('Idempotency-Key') }),
    // Contexts are sent in the body: they may be long, and URLs stand in logs.
    allowMethodOverride: true,
    onError: ({ error, path, req }) => {
      if (failureOf(error) === null && error.code === 'INTERNAL_SERVER_ERROR') {
        log.error({ requestId: req.requestId, procedure: path, err: error.cause ?? error }, 'bug');
      }
    },
    responseMeta: ({ errors }) => {
      const failure = errors.map(failureOf).find((found) => found !== null);
      return failure && 'retryAfterSec' in failure ? { headers: { 'Retry-After': String(failure.retryAfterSec) } } : {};
    },
  });
}

/** Files whose names carry a hash may be kept for ever; the page that names them may not. */
function webApp(folder: string): RequestHandler {
  if (!existsSync(folder)) return (_request, _response, next) => next();
  return express.static(folder, {
    setHeaders: (response, path) => {
      const isHashed = path.includes('/assets/');
      response.setHeader('Cache-Control', isHashed ? 'public, max-age=31536000, immutable' : 'no-cache');
    },
  });
}
