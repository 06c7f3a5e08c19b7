import { DomainError } from '@burgee/contracts';
import type { IncomingHttpHeaders } from 'node:http';
import type { CallerHeaders } from './request-headers.ts';

/** The parts of a request that show where it comes from. */
export type Sender = {
  readonly method: string;
  /** The protocol that the browser used, even behind a trusted proxy. */
  readonly protocol: string;
  readonly headers: CallerHeaders & Pick<IncomingHttpHeaders, 'host'>;
};

/** Returns whether a request changes nothing. Browsers hide its answer from other sites. */
export function isSafe({ method }: Sender): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

/**
 * Requires that a request comes from one of our pages. For credentials that browsers attach automatically, such as
 * cookies. Browsers report the page that sends a request, and no page can forge that.
 *
 * @throws DomainError CROSS_SITE.
 */
export function requireOwnPage(sender: Sender, publicOrigin: string): void {
  const { origin, 'sec-fetch-site': site } = sender.headers;
  if (site === 'same-origin' || (origin !== undefined && isOwn(origin, sender, publicOrigin))) return;
  throw new DomainError({ code: 'CROSS_SITE', origin: origin ?? 'an unknown page' });
}

/**
 * Refuses pages of other sites, but not programs, which need not name an origin. For requests that are harmless
 * without a browser, such as signing in.
 *
 * @throws DomainError CROSS_SITE.
 */
export function refuseOtherPages(sender: Sender, publicOrigin: string): void {
  const { origin, 'sec-fetch-site': site } = sender.headers;
  if (origin !== undefined || site !== undefined) requireOwnPage(sender, publicOrigin);
}

function isOwn(origin: string, { protocol, headers }: Sender, publicOrigin: string): boolean {
  return origin === publicOrigin || origin === `${protocol}://${headers.host}`;
}
