import { FAILURE_STATUS, HEARTBEAT_MS, SILENCE_MS } from '@burgee/api/evaluation';
import { describeFailure, type DomainFailure, type Problem } from '@burgee/contracts';
import type { ServerResponse } from 'node:http';

const NO_STORE = { 'Cache-Control': 'no-store' };

/** Sends a value as JSON. */
export function answerJson(response: ServerResponse, value: unknown): void {
  answerText(response, JSON.stringify(value));
}

/** Sends JSON text. */
export function answerText(response: ServerResponse, json: string): void {
  response.writeHead(200, { 'Content-Type': 'application/json; charset=utf-8', ...NO_STORE }).end(json);
}

export function answerNothing(response: ServerResponse, status: 202 | 204): void {
  response.writeHead(status, NO_STORE).end();
}

/** Sends a failure as a server does. */
export function answerFailure(response: ServerResponse, failure: DomainFailure, requestId: string): void {
  const { message: title, hint } = describeFailure(failure);
  const { code, ...facts } = failure;
  const status = FAILURE_STATUS[code].http;
  const details = failure.code === 'VALIDATION_FAILED' ? failure.details : facts;
  const problem: Problem = { type: 'about:blank', title, status, code, hint, details, requestId };
  const type = { 'Content-Type': 'application/problem+json; charset=utf-8' };
  response.writeHead(status, { ...type, ...NO_STORE }).end(JSON.stringify(problem));
}

/**
 * Begins server-sent events, with the silence after which the client reconnects. Returns the function that sends an event;
 * `true`, because nobody but this machine reads.
 */
export function beginEvents(response: ServerResponse, place: object = {}): (event: string | Buffer) => boolean {
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache, no-transform' });
  response.write(`event: connected\ndata: ${JSON.stringify({ ...place, silenceMs: SILENCE_MS })}\n\n`);
  const heartbeat = setInterval(() => response.write(':\n\n'), HEARTBEAT_MS);
  response.once('close', () => clearInterval(heartbeat));
  return (event) => {
    response.write(event);
    return true;
  };
}
