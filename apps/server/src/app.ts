import type { EvaluationServices } from '@burgee/api';
import express, { type Express } from 'express';
import type { Logger } from 'pino';
import { cutOffBodies, readBody } from './body.ts';
import { bodyDepthOf, bodyLimitOf } from './body-limit.ts';
import { allowOrigins, type CrossOrigin } from './cors.ts';
import type { Settings } from './env.ts';
import { type BuildInfo, mountHealth } from './health.ts';
import { limitRequests } from './limits/limit-requests.ts';
import type { Limits } from './limits/limits.ts';
import { markProtocols } from './mark-protocols.ts';
import { MCP_PATH, withoutCookies } from './mcp/mcp-path.ts';
import { answerErrors, authenticate, identify, logRequests, refuseUnknownRoute } from './requests.ts';
import { answerOfrepErrors } from './rest/ofrep-errors.ts';
import { dataHeaders } from './security-headers.ts';
import type { OpenStreams } from './streams/open-streams.ts';
import { registerStreams } from './streams/stream-requests.ts';
import type { Surface } from './surface.ts';
import type { Trust } from './trust-proxy.ts';
import { acceptRawKeys } from './unleash/keys.ts';
import { UNLEASH_PATHS } from './unleash/paths.ts';

type AppParts = {
  readonly services: Pick<EvaluationServices, 'newId' | 'random' | 'protocolUses' | 'publicEvaluation' | 'environment'>;
  readonly surface: Surface;
  readonly crossOrigin: CrossOrigin;
  readonly limits: Limits;
  readonly streams: OpenStreams;
  /** Decides which proxies are trusted to report the client's address. */
  readonly trust: Trust;
  /** The path under which browsers see the whole server, or empty. */
  readonly base: string;
  /** Whether browsers connect over HTTPS. */
  readonly isHttps: boolean;
  readonly log: Logger;
  readonly settings: Pick<Settings, 'BODY_LIMIT_BYTES'>;
  readonly build: BuildInfo;
  /** Milliseconds that only go forward, for durations. */
  readonly clock: () => number;
};

/** Everything that answers HTTP. */
export function createApp(parts: AppParts): Express {
  const { services, surface, log, isHttps, clock, build, base } = parts;
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
  mountHealth(app, { readiness: surface.readiness, build });
  app.use(identify(services.newId), logRequests(log, clock));
  mountApi(app, parts);
  surface.mountPages(app);
  app.use(refuseUnknownRoute(surface.upstream));
  app.use(answerOfrepErrors, answerErrors(log, base));
  return app;
}

const API = ['/api', MCP_PATH, '/trpc', '/ofrep', '/openfeature', '/flagd'];

function mountApi(app: Express, parts: AppParts): void {
  const { services, surface, crossOrigin, limits, streams, trust, settings } = parts;
  const { callers } = surface;
  const read = readBody((request) => bodyLimitOf(request, settings.BODY_LIMIT_BYTES), bodyDepthOf);
  app.use(API, allowOrigins(crossOrigin));
  app.use(MCP_PATH, withoutCookies);
  app.use(UNLEASH_PATHS, acceptRawKeys);
  // Before authentication, because these routes perform it.
  surface.mountSignIn(app, { limits, trust, read });
  // Excess requests are refused before their bodies are read.
  app.use(
    API,
    authenticate(callers),
    limitRequests(limits, trust),
    markProtocols(services),
    registerStreams({ streams, callers, trust, random: services.random }),
    ...read,
  );
  surface.mountApi(app);
}
