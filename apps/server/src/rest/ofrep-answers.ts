import type { evaluateOfrepFlag, evaluateOfrepFlags, EvaluationRequest } from '@burgee/api';
import type { EnvironmentKey, OfrepBulk } from '@burgee/contracts';
import type { Request, Response } from 'express';
import { OFREP_STREAM_PATH } from '../limits/costs.ts';
import { answerWithEtag } from './answer.ts';

export const OFREP_PATH = '/ofrep/v1/evaluate/flags';

type Answer = Awaited<ReturnType<typeof evaluateOfrepFlag>>;
type EventStreams = NonNullable<OfrepBulk['eventStreams']>;
type Flags = Awaited<ReturnType<typeof evaluateOfrepFlags>> & { readonly eventStreams: EventStreams };

/** A flag that cannot be evaluated for this context is a bad request, which is how providers learn the error's code. */
export function answerWithFlag(_request: Request, response: Response, answer: Answer): void {
  response.status('errorCode' in answer ? 400 : 200).json(answer);
}

export function answerWithFlags(
  request: Request,
  response: Response,
  { json, covered, version, eventStreams }: Flags,
): void {
  const rest = JSON.stringify({ metadata: { version }, eventStreams });
  // With the addresses, so that a client gets a new token before the old one expires.
  const etagOf = { covered: `${covered} ${JSON.stringify(eventStreams)}`, headers: {} };
  answerWithEtag(request, response, `{"flags":${json},${rest.slice(1)}`, etagOf);
}

/** A token is valid for one to two of these. All tokens of a period are the same, so that the address rarely changes. */
const TOKEN_PERIOD_SEC = 30 * 60;
/** How long a page may be hidden before it closes its stream: browsers open only a few connections per origin. */
const INACTIVITY_SEC = 15;

/**
 * The stream of events for a caller, if it can open one: browsers send no headers with it, so a signed-in person has none.
 * With the version of the answer, so that the stream begins with an event if the flags have changed in the meantime.
 */
export function eventStreamsFor(
  { services, caller }: EvaluationRequest,
  environment: EnvironmentKey,
  version: number,
  addressOf: (path: string) => string,
): EventStreams {
  const query = new URLSearchParams({ version: String(version) });
  if ('key' in caller) {
    const period = Math.floor(services.now().getTime() / 1000 / TOKEN_PERIOD_SEC);
    const token = services.keys.streamTokenOf(caller, (period + 2) * TOKEN_PERIOD_SEC);
    if (token === undefined) return [];
    query.set('token', token);
  } else if (!('problem' in caller) || environment !== services.environment) return [];
  const url = addressOf(`${OFREP_STREAM_PATH}?${query.toString()}`);
  return [{ type: 'sse', url, inactivityDelaySec: INACTIVITY_SEC }];
}
