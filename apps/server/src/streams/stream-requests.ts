import type { RequestHandler, Response } from 'express';
import { costsOf, pathOf } from '../limits/costs.ts';
import type { OpenStreams } from './open-streams.ts';

/** Registers requests that open a stream. Stands behind what finds out who asks. */
export function registerStreams(streams: OpenStreams, random: () => number): RequestHandler {
  return (request, response, next) => {
    if (costsOf(request.method, pathOf(request)).streams === 0) return next();
    const stream = streams.open();
    response.once('close', stream.close);
    request.streamEnd = stream.ended;
    spreadReturns(response, random);
    next();
  };
}

const RETRY_MS = { least: 2_000, most: 7_000 };

/**
 * Tells event sources when to come back after their connection was lost: browsers that lost the same server would
 * otherwise all return after the same 3 s. Our own clients have a backoff of their own.
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
