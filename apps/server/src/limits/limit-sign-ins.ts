import type { Request, RequestHandler, Response } from 'express';
import { createHash } from 'node:crypto';
import { addressOf, type Trust } from '../trust-proxy.ts';
import { clientIdOfAddress } from './client-id.ts';
import type { DeviceCookies } from './device-cookie.ts';
import { tooMany } from './limit-requests.ts';
import type { Limits, SignInCounters } from './limits.ts';

type LimitSignInsOptions = {
  readonly limits: Limits;
  readonly devices: DeviceCookies;
  readonly trust: Trust;
  /** Creates device ids for browsers that sign in for the first time. */
  readonly newId: () => string;
};

/**
 * Slows down password guessing without locking out the account's owner (A13). Runs on the sign-in routes after body
 * parsing. Does not check whether the account exists, so unknown accounts are treated like any other.
 */
export function limitSignIns(options: LimitSignInsOptions): RequestHandler {
  return (request, response, next) => {
    limitAttempt(options, request, response).then(() => next(), next);
  };
}

async function limitAttempt(options: LimitSignInsOptions, request: Request, response: Response): Promise<void> {
  const { limits, devices, trust } = options;
  const place = clientIdOfAddress(addressOf(request, trust));
  // Signing out is never limited as a sign-in.
  if (request.method !== 'POST' || request.path === '/sign-out') return limitOtherRoutes(limits, place);
  const counters = limits.signIns;
  if (!counters) return;
  const account = request.path === '/sign-in/email' ? accountOf(request.body) : undefined;
  const device = account && devices.deviceOf(request, account);
  // A known device is counted separately, so that others at its address cannot use up its attempts.
  const client = device ? `device:${device}` : place;
  throwIfLimited(await counters.all.take(client));
  if (account) await limitFailures(options, counters, { account, device, client }, { request, response });
}

/** Limits reading the session, signing out, and returning from a provider. */
function limitOtherRoutes({ evaluations }: Limits, place: string): void {
  throwIfLimited(evaluations?.waitOf(place));
  evaluations?.count(place);
}

type Attempt = { readonly account: string; readonly device: string | undefined; readonly client: string };

/** Counts each attempt as a failure until it succeeds, so that concurrent attempts cannot get through uncounted. */
async function limitFailures(
  { devices, newId }: LimitSignInsOptions,
  { failures, failuresAnywhere }: SignInCounters,
  { account, device, client }: Attempt,
  { request, response }: { readonly request: Request; readonly response: Response },
): Promise<void> {
  const id = hashAccount(account);
  const here = `${id}:${client}`;
  throwIfLimited(await failures.take(here));
  if (!device) throwIfLimited(await failuresAnywhere.take(id));
  beforeHead(response, () => {
    const { statusCode } = response;
    if (statusCode === 401) return;
    // Not awaited: at worst, an attempt stays counted.
    const isIn = statusCode === 200;
    void (isIn ? failures.clear(here) : failures.giveBack(here)).catch(() => undefined);
    if (!device) void failuresAnywhere.giveBack(id).catch(() => undefined);
    if (isIn) response.append('Set-Cookie', devices.cookieFor(request, device ?? newId(), account));
  });
}

function throwIfLimited(waitSec: number | undefined): void {
  if (waitSec !== undefined) throw tooMany(waitSec);
}

/** Calls `work` when the status is known and headers can still be set. */
function beforeHead(response: Response, work: () => void): void {
  const writeHead = response.writeHead.bind(response) as (...head: unknown[]) => Response;
  response.writeHead = ((...head: unknown[]) => {
    response.writeHead = writeHead as Response['writeHead'];
    work();
    return writeHead(...head);
  }) as Response['writeHead'];
}

/** Normalizes the account's email as the account lookup does. */
function accountOf(body: unknown): string | undefined {
  const email = typeof body === 'object' && body !== null && 'email' in body ? body.email : undefined;
  return typeof email === 'string' ? email.trim().toLowerCase() : undefined;
}

/** Hashes the account: ids have one length, and Redis stores no email addresses. */
function hashAccount(account: string): string {
  return createHash('sha256').update(account).digest('base64url');
}
