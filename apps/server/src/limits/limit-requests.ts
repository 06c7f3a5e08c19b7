import { DomainError } from '@burgee/contracts';
import type { RequestHandler } from 'express';
import { addressOf, type Trust } from '../trust-proxy.ts';
import { clientIdOf, clientIdOfAddress } from './client-id.ts';
import { costsOf, pathOf } from './costs.ts';
import type { Limits } from './limits.ts';

/** Refuses requests over the limit. Runs after authentication. */
export function limitRequests(limits: Limits, trust: Trust): RequestHandler {
  return (request, _response, next) => {
    const { evaluations, writes, streams, signIns } = costsOf(request.method, pathOf(request));
    const address = addressOf(request, trust);
    const client = clientIdOf(request.caller, address);
    if (evaluations > 0 && limits.evaluations) {
      const waitSec = limits.evaluations.waitOf(client);
      if (waitSec !== undefined) throw tooMany(waitSec);
      limits.evaluations.count(client, evaluations);
    }
    const counted = [
      writes > 0 && limits.writes?.take(client, writes),
      streams > 0 && limits.streams?.take(client, streams),
      // Counted by address, together with password sign-ins, even for signed-in callers.
      signIns > 0 && limits.signIns?.all.take(clientIdOfAddress(address), signIns),
    ].filter((taking) => taking instanceof Promise);
    // Evaluations continue in the same tick: they wait for nothing.
    if (counted.length === 0) return next();
    Promise.all(counted).then((waits) => {
      const waitSec = waits.find((wait) => wait !== undefined);
      next(waitSec === undefined ? undefined : tooMany(waitSec));
    }, next);
  };
}

export function tooMany(retryAfterSec: number): DomainError {
  return new DomainError({ code: 'RATE_LIMITED', retryAfterSec });
}
