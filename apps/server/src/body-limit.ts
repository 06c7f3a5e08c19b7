import { MAX_LIST_BYTES } from '@burgee/contracts';
import type { Request } from 'express';
import { pathOf, proceduresOf } from './limits/costs.ts';

const LIST_ROUTES = /^\/api\/admin\/flags\/[^/]+\/users\/bulk(-remove)?$/;
const LIST_PROCEDURES = ['overrides.setUsers', 'overrides.removeUsers'];

/**
 * The largest allowed body of a request, in bytes. Lists of users may be larger than other bodies, but only for
 * authenticated callers, so that nobody else can make the server hold more.
 */
export function bodyLimitOf(request: Request, limitBytes: number): number {
  const isKnown = request.caller !== undefined && 'session' in request.caller;
  return isKnown && takesList(pathOf(request)) ? Math.max(limitBytes, MAX_LIST_BYTES) : limitBytes;
}

function takesList(path: string): boolean {
  if (path.startsWith('/trpc/')) return proceduresOf(path).some((name) => LIST_PROCEDURES.includes(name));
  return LIST_ROUTES.test(path);
}
