import { DomainError } from '@burgee/contracts';
import type { RequestHandler } from 'express';

/** Unleash's SDKs send a key as it is. Runs before authentication, which expects `Bearer`. */
export const acceptRawKeys: RequestHandler = ({ headers }, _response, next) => {
  const { authorization } = headers;
  if (authorization !== undefined && RAW_KEY.test(authorization)) headers.authorization = `Bearer ${authorization}`;
  next();
};

const RAW_KEY = /^(srv|web)_[\w-]+$/;

/** Whether this server has just confirmed that it knows every valid key. */
export type AreKeysCurrent = () => Promise<boolean>;

const RETRY_SEC = 2;

/**
 * Refuses a key that is unknown with 503 while it may be valid. After a 401, an Unleash SDK never asks again.
 */
export function refuseUncertainKeys(areKeysCurrent: AreKeysCurrent): RequestHandler {
  return ({ caller }, _response, next) => {
    const isUnknown = 'problem' in caller && (caller.problem === 'invalid' || caller.problem === 'expired');
    if (!isUnknown) return next();
    areKeysCurrent().then((areCurrent) => {
      next(areCurrent ? undefined : new DomainError({ code: 'DATABASE_UNAVAILABLE', retryAfterSec: RETRY_SEC }));
    }, next);
  };
}

/** Shares the answer of a running check with all requests that need it. */
export function oneAtATime(check: AreKeysCurrent): AreKeysCurrent {
  let running: Promise<boolean> | undefined;
  return () => (running ??= check().finally(() => (running = undefined)));
}
