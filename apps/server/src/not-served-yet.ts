import type { Versions } from '@burgee/data-access';
import type { Response } from 'express';

/**
 * On the answer to a committed change that this server does not evaluate with yet: `production;version=17`, and
 * `access;version=5` for keys and people. More than one is separated by commas.
 */
export const NOT_SERVED_YET_HEADER = 'Burgee-Not-Served-Yet';

/** For `RequestContext.onNotServedYet`. */
export function notServedYetOn(response: Response): (versions: Versions) => void {
  return (versions) => {
    // A batch that is streamed has sent its headers with its first result.
    if (response.headersSent) return;
    for (const [place, version] of versions) {
      response.append(NOT_SERVED_YET_HEADER, `${place ?? 'access'};version=${version}`);
    }
  };
}
