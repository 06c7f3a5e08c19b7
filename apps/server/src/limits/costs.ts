import { appRouter, USE_CASES } from '@burgee/api';
import type { Request } from 'express';
import { rowsOf } from '../rest/rows.ts';
import { UNLEASH_STREAM_PATH } from '../unleash/paths.ts';

/** How much one request counts against each limit. */
export type Costs = {
  readonly evaluations: number;
  readonly writes: number;
  readonly streams: number;
  readonly signIns: number;
};

const NOTHING: Costs = { evaluations: 0, writes: 0, streams: 0, signIns: 0 };
const READ: Costs = { ...NOTHING, evaluations: 1 };
const WRITE: Costs = { ...NOTHING, writes: 1 };
const STREAM: Costs = { ...NOTHING, streams: 1 };

/**
 * An unauthenticated browser may set overrides of its session, and each makes every client refetch. They count as
 * several writes, so that one client cannot cause too many refetches.
 */
const SESSION_WRITES = 10;
const SESSION_OVERRIDES = '/api/config/session-overrides';

/** Reads whose input is in the body. */
const READ_BY_POST = new RegExp(
  [
    '/api/config/flags',
    '/api/config/evaluate',
    '/api/sync/overrides',
    '/api/sync/usage',
    '/api/client/(register|metrics|metrics/bulk)',
    '/api/frontend(/client/(register|metrics))?',
    ...rowsOf(USE_CASES).flatMap(({ useCase, method, path }) =>
      useCase.kind === 'query' && method === 'post' ? [path] : [],
    ),
  ]
    .map((path) => `^${path.replaceAll(/:\w+/g, '[^/]+')}$`)
    .join('|'),
);

/** Versions as server-sent events, for clients without tRPC. */
export const STREAM_PATH = '/api/config/stream';

/** The changes of a ruleset, for programs with a server key. */
export const SYNC_STREAM_PATH = '/api/sync/stream';

/** Hints that flags changed, for clients of OFREP. */
export const OFREP_STREAM_PATH = '/ofrep/v1/events';

const STREAM_PATHS = [STREAM_PATH, SYNC_STREAM_PATH, OFREP_STREAM_PATH, UNLEASH_STREAM_PATH];

/** @param path the whole requested path, without the query. */
export function costsOf(method: string, path: string): Costs {
  if (path.startsWith('/trpc/')) return costsOfCalls(proceduresOf(path));
  const isGet = method === 'GET' || method === 'HEAD';
  if (isGet && STREAM_PATHS.includes(path)) return STREAM;
  if (isGet || path.startsWith('/ofrep/') || (method === 'POST' && READ_BY_POST.test(path))) return READ;
  if (path === LOGINS && method === 'POST') return { ...WRITE, signIns: 1 };
  return path === SESSION_OVERRIDES && method === 'POST' ? { ...WRITE, writes: SESSION_WRITES } : WRITE;
}

/** Starts a login, whose code is short. Polling for it needs a long one, and counts as a write alone. */
const LOGINS = '/api/logins';

/** Procedures that let in callers without a credential of this server, or that accept a code which is short. */
const LETTING_IN = [
  'session.join',
  'session.setPassword',
  'session.exchange',
  'session.startLogin',
  'session.waitingLogin',
  'session.approveLogin',
  'session.denyLogin',
];

/** One request may call many procedures. */
function costsOfCalls(names: readonly string[]): Costs {
  const costs = { ...NOTHING };
  for (const name of names) {
    costs[KIND_OF_TYPE[typeOf(name)]] += name === 'overrides.setSession' ? SESSION_WRITES : 1;
    if (LETTING_IN.includes(name)) costs.signIns++;
  }
  return costs;
}

/** Keyed by full name: at run time, the record of procedures is flat. */
const PROCEDURES = new Map(Object.entries(appRouter._def.procedures as object as Readonly<Record<string, Procedure>>));

type Procedure = { readonly _def: { readonly type: keyof typeof KIND_OF_TYPE } };

const KIND_OF_TYPE = { query: 'evaluations', mutation: 'writes', subscription: 'streams' } as const;

function typeOf(name: string): keyof typeof KIND_OF_TYPE {
  // Unknown procedures count as reads.
  return PROCEDURES.get(name)?._def.type ?? 'query';
}

/** Returns the whole path of a request, regardless of where its handler is mounted. */
export function pathOf({ originalUrl }: Pick<Request, 'originalUrl'>): string {
  return originalUrl.split('?', 1)[0] ?? '';
}

/** Returns the procedures that a tRPC path calls, parsed as tRPC does. */
export function proceduresOf(path: string): string[] {
  const last = path.slice(path.lastIndexOf('/') + 1);
  try {
    return decodeURIComponent(last).split(',');
  } catch {
    return [last];
  }
}
