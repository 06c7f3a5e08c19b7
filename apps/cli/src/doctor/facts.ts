import type { Diagnostics, UnmappedFlags } from '@burgee/contracts';
import { fetchAnswer, send } from '../derived/send.ts';
import type { Connection } from '../options.ts';
import { type Session } from '../session.ts';
import { Complaint, type Run } from '../world.ts';
import type { TlsFacts } from './read-tls.ts';

/** The part of `/readyz` that is checked. An edge has an upstream, and all other servers a database and a clock. */
type Readiness = {
  readonly status: 'ready' | 'loading' | 'stopping';
  readonly upstream?: { readonly url: string; readonly isCurrent: boolean; readonly error?: string };
  readonly database?: {
    readonly kind: 'postgresql' | 'pglite';
    readonly ageMs: number | null;
    readonly isCurrent: boolean;
    readonly lost: readonly string[];
    readonly migration?: { readonly problem: string; readonly needs?: string; readonly remedy?: string };
  };
  readonly clock?: { readonly offsetMs: number | null; readonly isTrusted: boolean };
};

export type Key = {
  readonly id: string;
  readonly kind: string;
  readonly name: string;
  readonly environment: string | null;
  readonly role: string | null;
  readonly expiresAt: string | null;
  readonly revokedAt: string | null;
};

/** All that can be seen from outside. Absent parts need a permission that the caller does not have. */
export type Facts = {
  readonly url: string;
  readonly version: string;
  readonly readiness: Readiness;
  /** The time here, and how far it is ahead of the server's, in milliseconds. */
  readonly now: number;
  readonly aheadMs: number;
  readonly session: Session | null;
  readonly environments: readonly { readonly key: string; readonly isProduction: boolean }[];
  readonly keys: readonly Key[];
  /** The flags that SDKs in use do not get, by environment. */
  readonly unmapped: readonly (UnmappedFlags & { readonly environment: string })[];
  /** The server's view of its surroundings. An edge has none, nor does an older server. */
  readonly diagnostics: Diagnostics | null;
  /** `null` without TLS, or if the handshake failed. */
  readonly tls: TlsFacts | null;
};

/** @throws Complaint if the server does not answer. */
export async function readFacts(connection: Connection, run: Run): Promise<Facts> {
  const { url } = connection;
  const get = async (path: string): Promise<unknown> =>
    JSON.parse(await send(connection, { method: 'GET', path }, { run, path: 'burgee doctor' }));
  const asked = run.now();
  const { response, text } = await fetchAnswer({ url, token: undefined }, { method: 'GET', path: '/readyz' }, run);
  const now = run.now();
  const { version } = (await get('/version')) as { version: string };
  const readiness = JSON.parse(text) as Readiness;
  const session = readiness.upstream ? null : ((await permitted(get('/api/session'))) as Session | null);
  const environments = session && ((await permitted(get('/api/admin/environments'))) as Facts['environments'] | null);
  const places = session ? ['', ...(environments ?? []).map(({ key }) => `?environment=${key}`)] : [];
  const diagnostics = session && ((await permitted(get('/api/admin/diagnostics'))) as Diagnostics | null);
  const tls = new URL(url).protocol === 'https:' ? await run.readTls(new URL(url)).catch(() => null) : null;
  const lists = await Promise.all(places.map((query) => permitted(get(`/api/admin/keys${query}`))));
  const unmapped = (environments ?? []).map(async ({ key }) => {
    const found = (await permitted(
      get(`/api/admin/unmapped-flags?environment=${key}&limit=1`),
    )) as UnmappedFlags | null;
    return { environment: key, ...(found ?? { items: [], total: 0 }) };
  });
  return {
    ...{ url, version, now, session, diagnostics, tls },
    readiness,
    aheadMs: aheadOf(response.headers.get('Date'), (asked + now) / 2),
    environments: environments ?? [],
    unmapped: await Promise.all(unmapped),
    keys: lists.flatMap((list) => (list as { items: readonly Key[] } | null)?.items ?? []),
  };
}

/** Returns `null` if the caller may not know. */
async function permitted(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (error instanceof Complaint) return null;
    throw error;
  }
}

/** The header has whole seconds, so half a second is added. */
function aheadOf(date: string | null, here: number): number {
  return date === null ? 0 : here - (Date.parse(date) + 500);
}
