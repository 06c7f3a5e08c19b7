import type { Versions } from '@burgee/data-access';
import type { Response } from 'express';

/**
 * Set on the answer to a committed change that this server does not evaluate with yet: `production;version=17`, and
 * `access;version=5` for keys and people. Several values are separated by commas.
 */
export const NOT_SERVED_YET_HEADER = 'Burgee-Not-Served-Yet';

/**
 * Set on the tRPC answer to a committed change that this server serves, so that the admin app recognizes its own change in the
 * change stream: `production;version=17`, and `*;version=5` for keys and people.
 */
const SERVED_HEADER = 'Burgee-Served';

/** Implements `RequestContext.onNotServedYet`. */
export function notServedYetOn(response: Response): (versions: Versions) => void {
  return (versions) => appendVersions(response, NOT_SERVED_YET_HEADER, versions, 'access');
}

/** Implements `RequestContext.onServed`. */
export function servedOn(response: Response): (versions: Versions) => void {
  // An environment may have the key "access", but not "*".
  return (versions) => appendVersions(response, SERVED_HEADER, versions, '*');
}

function appendVersions(response: Response, header: string, versions: Versions, access: string): void {
  // A streamed batch sends its headers with its first result.
  if (response.headersSent) return;
  for (const [place, version] of versions) response.append(header, `${place ?? access};version=${version}`);
}
