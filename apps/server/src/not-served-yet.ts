import { formatServed, SERVED_HEADER } from '@burgee/contracts';
import type { Versions } from '@burgee/data-access';
import type { Response } from 'express';

/**
 * Set on the answer to a committed change that this server does not evaluate with yet: `production;version=17`, and
 * `access;version=5` for keys and people. Several values are separated by commas.
 */
export const NOT_SERVED_YET_HEADER = 'Burgee-Not-Served-Yet';

/** Implements `RequestContext.onNotServedYet`. */
export function notServedYetOn(response: Response): (versions: Versions) => void {
  return (versions) =>
    appendAll(
      response,
      NOT_SERVED_YET_HEADER,
      [...versions].map(([place, version]) => `${place ?? 'access'};version=${version}`),
    );
}

/** Implements `RequestContext.onServed`. */
export function servedOn(response: Response): (versions: Versions) => void {
  return (versions) =>
    appendAll(
      response,
      SERVED_HEADER,
      [...versions].map(([environment, version]) => formatServed({ environment, version })),
    );
}

function appendAll(response: Response, header: string, values: readonly string[]): void {
  // A streamed batch sends its headers with its first result.
  if (response.headersSent) return;
  for (const value of values) response.append(header, value);
}
