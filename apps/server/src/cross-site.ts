import { DomainError } from '@burgee/contracts';
import type { IncomingHttpHeaders } from 'node:http';

/** What of a request tells where it comes from. */
export type Sender = {
  readonly method: string;
  /** As the browser spoke it, also behind a proxy that is trusted. */
  readonly protocol: string;
  readonly headers: IncomingHttpHeaders;
};

/** Requests that change nothing; what they answer is kept from other sites by browsers. */
export function isSafe({ method }: Sender): boolean {
  return method === 'GET' || method === 'HEAD' || method === 'OPTIONS';
}

/**
 * For what browsers send along unasked, a cookie for one: then a page of ours must have asked, and say so. Browsers name
 * the page that posts, and no page can make them lie about it.
 *
 * @throws DomainError CROSS_SITE.
 */
export function requireOwnPage(sender: Sender, publicOrigin: string): void {
  const { origin, 'sec-fetch-site': site } = sender.headers;
  if (site === 'same-origin' || (origin !== undefined && isOwn(origin, sender, publicOrigin))) return;
  throw new DomainError({ code: 'CROSS_SITE', origin: origin ?? 'a page that does not say which' });
}

/**
 * For what does no harm without a browser, such as signing in: a program need not say where it comes from.
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
