import { MAX_DEPTH, MAX_FILE_BYTES, MAX_FILE_DEPTH, MAX_LIST_BYTES } from '@burgee/contracts';
import type { Request } from 'express';
import { pathOf, proceduresOf } from './limits/costs.ts';

/** Requests whose bodies may be larger than others. */
type LargeBody = { readonly bytes: number; readonly routes: RegExp; readonly procedures: readonly string[] };

const LISTS: LargeBody = {
  bytes: MAX_LIST_BYTES,
  routes: /^\/api\/admin\/flags\/[^/]+\/users\/bulk(-remove)?$/,
  procedures: ['overrides.setUsers', 'overrides.removeUsers'],
};
const FILES: LargeBody = {
  bytes: MAX_FILE_BYTES,
  routes: /^\/api\/admin\/(environments\/[^/]+\/(plan|apply)|import\/unleash(\/plan)?)$/,
  procedures: ['environments.planFile', 'environments.applyFile', 'unleash.plan', 'unleash.import'],
};

/**
 * The largest allowed body of a request, in bytes. Lists of users and files may be larger than other bodies, but only for
 * authenticated callers, so that nobody else can make the server hold more.
 */
export function bodyLimitOf(request: Request, limitBytes: number): number {
  const isKnown = request.caller !== undefined && 'session' in request.caller;
  const large = isKnown ? [LISTS, FILES].find((body) => isOfKind(body, pathOf(request))) : undefined;
  return Math.max(limitBytes, large?.bytes ?? 0);
}

/** The most nested arrays and objects in the body of a request. */
export function bodyDepthOf(request: Request): number {
  return isOfKind(FILES, pathOf(request)) ? MAX_FILE_DEPTH : MAX_DEPTH;
}

function isOfKind({ routes, procedures }: LargeBody, path: string): boolean {
  if (path.startsWith('/trpc/')) return proceduresOf(path).some((name) => procedures.includes(name));
  return routes.test(path);
}
