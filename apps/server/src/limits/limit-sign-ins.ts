import type { Request, RequestHandler, Response } from 'express';
import { createHash } from 'node:crypto';
import { addressOf, type Trust } from '../trust-proxy.ts';
import { unknownAt } from './client-id.ts';
import type { DeviceCookies } from './device-cookie.ts';
import { tooMany } from './limit-requests.ts';
import type { Limits, SignInCounters } from './limits.ts';

type LimitSignInsOptions = {
  readonly limits: Limits;
  readonly devices: DeviceCookies;
  readonly trust: Trust;
  /** For browsers that sign in for the first time. */
  readonly newId: () => string;
};

/**
 * Slows down who tries passwords, without locking out whose password it is (A13). Stands where people sign in, behind what
 * reads bodies. Whether an account exists is not asked, so an unknown one is treated like any other.
 */
export function limitSignIns(options: LimitSignInsOptions): RequestHandler {
  return (request, response, next) => {
    limit(options, request, response).then(() => next(), next);
  };
}

async function limit(options: LimitSignInsOptions, request: Request, response: Response): Promise<void> {
  const { limits, devices, trust } = options;
  const place = unknownAt(addressOf(request, trust));
  // Whoever wants to leave may.
  if (request.method !== 'POST' || request.path === '/sign-out') return limitRest(limits, place);
  const counters = limits.signIns;
  if (!counters) return;
  const account = request.path === '/sign-in/email' ? accountOf(request.body) : undefined;
  const device = account && devices.deviceOf(request, account);
  // A device that is known counts for itself: not even who shares its address can use up its attempts.
  const who = device ? `device:${device}` : place;
  refuse(await counters.all.take(who));
  if (account) await limitFailures(options, counters, { account, device, who }, request, response);
}

/** Asking for the session, ending it, and coming back from a provider. */
function limitRest({ evaluations }: Limits, place: string): void {
  refuse(evaluations?.waitOf(place));
  evaluations?.count(place);
}

type Attempt = { readonly account: string; readonly device: string | undefined; readonly who: string };

/** Counts each attempt as a failure until it turns out to be none: of many at once none comes through uncounted. */
async function limitFailures(
  { devices, newId }: LimitSignInsOptions,
  { failures, failuresAnywhere }: SignInCounters,
  { account, device, who }: Attempt,
  request: Request,
  response: Response,
): Promise<void> {
  const id = idOf(account);
  const here = `${id}:${who}`;
  refuse(await failures.take(here));
  if (!device) refuse(await failuresAnywhere.take(id));
  beforeHead(response, () => {
    const { statusCode } = response;
    if (statusCode === 401) return;
    // What comes of it is not waited for: at worst an attempt stays counted.
    const isIn = statusCode === 200;
    void (isIn ? failures.clear(here) : failures.giveBack(here)).catch(() => undefined);
    if (!device) void failuresAnywhere.giveBack(id).catch(() => undefined);
    if (isIn) response.append('Set-Cookie', devices.cookieFor(request, device ?? newId(), account));
  });
}

function refuse(waitSec: number | undefined): void {
  if (waitSec !== undefined) throw tooMany(waitSec);
}

/** Calls `work` when the status is known, and headers can still be set. */
function beforeHead(response: Response, work: () => void): void {
  const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => Response;
  response.writeHead = ((...head: unknown[]) => {
    response.writeHead = writeHead as Response['writeHead'];
    work();
    return writeHead(...head);
  }) as Response['writeHead'];
}

/** As it is compared where accounts are looked up. */
function accountOf(body: unknown): string | undefined {
  const email = typeof body === 'object' && body !== null && 'email' in body ? body.email : undefined;
  return typeof email === 'string' ? email.trim().toLowerCase() : undefined;
}

/** Of one length, and no address of a person in Redis. */
function idOf(account: string): string {
  return createHash('sha256').update(account).digest('base64url');
}
