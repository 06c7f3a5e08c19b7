import type { EvaluationServices } from '@burgee/api';
import { once } from 'node:events';
import { createServer, type ServerOptions } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createApp } from './app.ts';
import { type Connections, trackConnections } from './connections.ts';
import { createCrossOrigin } from './cors.ts';
import { capacityOf } from './descriptors.ts';
import type { Settings } from './env.ts';
import type { BuildInfo } from './health.ts';
import { answerPlainEvaluation } from './hot-evaluation.ts';
import { answerPlainRequest } from './hot-path.ts';
import { createLimits, type Limits } from './limits/limits.ts';
import { type PublicPlace, withoutBase } from './public-place.ts';
import type { Dependencies, Runtime } from './runtime.ts';
import { createOpenStreams, type OpenStreams } from './streams/open-streams.ts';
import { watchAccess } from './streams/watch-access.ts';
import type { Surface } from './surface.ts';

type HttpParts = Pick<Dependencies, 'settings' | 'log'> & {
  readonly runtime: Pick<Runtime, 'now' | 'clock'>;
  readonly services: EvaluationServices;
  readonly surface: Surface;
  readonly place: PublicPlace;
  readonly isHttps: boolean;
  /** How many files this process may have open. */
  readonly descriptors: number;
  readonly build: BuildInfo;
};

export type HttpServer = {
  readonly port: number;
  /** The counters of requests and open streams, which other protocols share. */
  readonly limits: Limits;
  readonly streams: OpenStreams;
  /** Finishes all open requests, then stops accepting new ones. */
  close(how: Closing): Promise<void>;
};

type Closing = {
  /** How long requests are still accepted, each as the last one on its connection, while streams end one by one. */
  readonly drainMs: number;
  /** When the remaining connections are cut off, counted from the start of closing. */
  readonly cutOffMs: number;
  /** Called after the drain: work that is still waiting must end. */
  readonly onDrained: () => void;
};

/** Starts the HTTP server. Resolves once it listens. */
export async function startHttpServer(parts: HttpParts): Promise<HttpServer> {
  const { settings, runtime, log, services, surface, place } = parts;
  const trust = settings.TRUST_PROXY;
  const limits = createLimits({ settings, log, clock: runtime.clock });
  const capacity = capacityOf(parts.descriptors, settings);
  const streams = createOpenStreams(capacity.streams);
  const { isKnownOrigin } = services.keys;
  const crossOrigin = createCrossOrigin({ origins: settings.CORS_ORIGINS, isKnownOrigin });
  const app = createApp({
    ...parts,
    crossOrigin,
    limits,
    streams,
    trust,
    clock: runtime.clock,
    base: place.base,
  });
  const { callers } = surface;
  const hot = { services, callers, crossOrigin, limits, trust, bodyLimitBytes: settings.BODY_LIMIT_BYTES };
  const server = createServer(timeoutsOf(settings), (request, response) => {
    connections.begin(response);
    request.url = withoutBase(request.url ?? '/', place.base);
    const askExpress = () => void app(request, response);
    // At debug level, every request gets a log line, which Express writes.
    if (log.isLevelEnabled('debug')) return askExpress();
    if (answerPlainRequest(hot, request, response)) return;
    if (!answerPlainEvaluation(hot, request, response, askExpress)) askExpress();
  });
  const connections = trackConnections(server, capacity.connections);
  const stopWatching = watchStreams(parts, streams, connections);
  server.listen(settings.PORT, settings.HOST);
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    limits,
    streams,
    close: async ({ drainMs, cutOffMs, onDrained }) => {
      const cutOff = setTimeout(() => server.closeAllConnections(), cutOffMs);
      connections.drain();
      streams.endAll(drainMs);
      await delay(drainMs);
      onDrained();
      const closed = once(server, 'close');
      // Also closes idle connections, whose clients have sent nothing since the drain began.
      server.close();
      connections.endUnused();
      await closed;
      clearTimeout(cutOff);
      await stopWatching();
      limits.close();
    },
  };
}

/**
 * Ends streams whose caller has lost access, and closes connections of clients that do not read. Returns a function
 * that stops it.
 */
function watchStreams(
  { services, surface, runtime }: HttpParts,
  streams: OpenStreams,
  connections: Connections,
): () => Promise<void> {
  const stopAccess = watchAccess({ streams, sessions: surface.sessions, keys: services.keys, now: runtime.now });
  const stuck = setInterval(() => connections.endStuck(runtime.clock(), STUCK_MS), STUCK_CHECK_MS);
  return async () => {
    clearInterval(stuck);
    await stopAccess();
  };
}

/** Two heartbeats of a stream. */
const STUCK_MS = 30_000;
const STUCK_CHECK_MS = 5_000;

/** A slow request is cut off at any point. An answer may take indefinitely, as streams do. */
function timeoutsOf({ REQUEST_TIMEOUT_MS }: Settings): ServerOptions {
  return {
    requestTimeout: REQUEST_TIMEOUT_MS,
    headersTimeout: REQUEST_TIMEOUT_MS,
    connectionsCheckingInterval: Math.min(REQUEST_TIMEOUT_MS, 5_000),
  };
}
