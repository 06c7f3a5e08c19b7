import type { Request, RequestHandler, Response } from 'express';
import type { Callers } from '../callers.ts';
import { clientIdOf } from '../limits/client-id.ts';
import { costsOf, pathOf } from '../limits/costs.ts';
import { addressOf, type Trust } from '../trust-proxy.ts';
import type { OpenStreams } from './open-streams.ts';

type StreamRequestsOptions = {
  readonly streams: OpenStreams;
  readonly callers: Pick<Callers, 'accessOf'>;
  readonly trust: Trust;
  readonly random: () => number;
};

/** Registers requests that open a stream. Runs after authentication. */
export function registerStreams(options: StreamRequestsOptions): RequestHandler {
  return (request, response, next) => {
    if (costsOf(request.method, pathOf(request)).streams === 0) return next();
    registerStream(options, request, response).then(() => next(), next);
  };
}

async function registerStream(
  { streams, callers, trust, random }: StreamRequestsOptions,
  request: Request,
  response: Response,
): Promise<void> {
  const { caller } = request;
  try {
    const stream = streams.open(
      clientIdOf(caller, addressOf(request, trust)),
      caller,
      await callers.accessOf(request, caller),
    );
    request.streamEnd = stream.ended;
    if (response.closed) stream.close();
    else response.once('close', stream.close);
    spreadReturns(response, random);
  } catch (error) {
    // Frees the connection of a refused stream, which the client does not need and the server does.
    response.shouldKeepAlive = false;
    throw error;
  }
}

const RETRY_MS = { least: 2_000, most: 7_000 };

/**
 * Tells event sources when to reconnect: browsers that lost the same server would otherwise all return after the same 3
 * s. Our own clients have their own backoff.
 */
function spreadReturns(response: Response, random: () => number): void {
  const write = response.write.bind(response) as (...chunk: unknown[]) => boolean;
  response.write = ((...chunk: unknown[]) => {
    response.write = write as Response['write'];
    const isStream = String(response.getHeader('Content-Type')).startsWith('text/event-stream');
    const retryMs = Math.floor(RETRY_MS.least + random() * (RETRY_MS.most - RETRY_MS.least));
    if (isStream) write(`retry: ${retryMs}\n\n`);
    return write(...chunk);
  }) as Response['write'];
}
