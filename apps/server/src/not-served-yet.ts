import type { Versions } from '@burgee/data-access';
import type { Response } from 'express';

/**
 * Set on the answer to a committed change that this server does not evaluate with yet: `production;version=17`, and
 * `access;version=5` for keys and people. Several values are separated by commas.
 */
export const NOT_SERVED_YET_HEADER = 'Burgee-Not-Served-Yet';

/** Implements `RequestContext.onNotServedYet`. */
export function notServedYetOn(response: Response): (versions: Versions) => void {
  return (versions) => {
    // A streamed batch sends its headers with its first result.
    if (response.headersSent) return;
    for (const [place, version] of versions) {
      response.append(NOT_SERVED_YET_HEADER, `${place ?? 'access'};version=${version}`);
    }
  };
}
