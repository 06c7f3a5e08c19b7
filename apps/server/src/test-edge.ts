import type { SyncedKeys } from '@burgee/contracts';
import { eventually, SCRATCH_FOLDER } from '@burgee/testing';
import { randomUUID } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pino } from 'pino';
import { expect } from 'vitest';
import { type RunningEdge, startEdge } from './edge/start-edge.ts';
import { type EdgeSettings, readSettings } from './env.ts';
import { createKey } from './test-keys.ts';
import { watchSecrets } from './test-secrets.ts';
import { sendRequest, startTestServer, type TestServer, type TestServerOptions } from './test-server.ts';

/** A started edge. */
export type TestEdge = AsyncDisposable & {
  readonly url: string;
  readonly edge: RunningEdge;
  /** The folder with its files. */
  readonly directory: string;
  /** Its log lines, raw and parsed. */
  readonly lines: string[];
  readonly logged: Record<string, unknown>[];
  /** The body of its `/readyz`. */
  state(): Promise<EdgeState>;
};

type EdgeState = {
  readonly status: string;
  readonly upstream: { readonly isCurrent: boolean; readonly source: string; readonly connection: string };
  readonly versions: Readonly<Record<string, number>>;
};

export type TestEdgeOptions = {
  readonly settings?: TestServerOptions['settings'];
  readonly random?: TestServerOptions['random'];
  /** Kept when the edge stops. By default, a new folder that is removed. */
  readonly directory?: string;
  /** Returns before the edge is ready, if it has neither a server to follow nor files. */
  readonly isUnready?: boolean;
};

/** Starts an edge that follows the server at `url`. */
export async function startTestEdge(
  url: string,
  key: string,
  { settings = {}, random = Math.random, directory: kept, isUnready = false }: TestEdgeOptions = {},
): Promise<TestEdge> {
  const directory = kept ?? (await mkdtemp(join(SCRATCH_FOLDER, 'burgee-edge-')));
  const lines: string[] = [];
  const logged: Record<string, unknown>[] = [];
  const secrets = watchSecrets();
  secrets.add(key);
  const log = pino(
    // At any other level, plain requests bypass Express, as in production.
    { level: settings['LOG_LEVEL'] ?? 'debug', base: null },
    {
      write: (line) => {
        lines.push(line);
        logged.push(JSON.parse(line) as Record<string, unknown>);
      },
    },
  );
  const edge = await startEdge({
    settings: readSettings({
      BURGEE_MODE: 'edge',
      UPSTREAM_URL: url,
      UPSTREAM_KEY: key,
      HOST: '127.0.0.1',
      PORT: '0',
      DATA_DIR: directory,
      SHUTDOWN_DRAIN_MS: '0',
      ...settings,
    }) as EdgeSettings,
    runtime: { now: () => new Date(), clock: () => performance.now(), random, newId: randomUUID },
    log,
    descriptors: Infinity,
    build: { name: 'burgee', version: '0.0.0-test', node: process.version },
  });
  if (!isUnready) await edge.ready;
  const own = `http://127.0.0.1:${edge.port}`;
  return {
    url: own,
    edge,
    directory,
    lines,
    logged,
    state: async () => (await fetch(`${own}/readyz`)).json() as Promise<EdgeState>,
    [Symbol.asyncDispose]: async () => {
      await edge.stop();
      secrets.check(logged);
      if (kept === undefined) await rm(directory, { recursive: true, force: true });
    },
  };
}

/** The places where the same evaluation must have the same result. */
export const PLACES = ['server', 'edge'] as const;
export type Place = (typeof PLACES)[number];

/** A server, or an edge of a server: then requests that the edge has no route for go to the server. */
export async function startTestPlace(place: Place, options: TestServerOptions = {}): Promise<TestServer> {
  const burgee = await startTestServer(options);
  return place === 'server' ? burgee : throughEdge(burgee, options.settings);
}

/** Settings that an edge shares with its server. */
const SHARED = /^(LOG_LEVEL|PUBLIC_|CORS_|LIMIT_[ES]|STREAMS_|BODY_|REQUEST_|TRUST_)/;

/** Sends evaluations to a new edge of `burgee`, which has every change of the requests before. */
async function throughEdge(burgee: TestServer, settings: TestServerOptions['settings'] = {}): Promise<TestServer> {
  const key = await createServerKey(burgee, 'development');
  const shared = Object.fromEntries(Object.entries(settings).filter(([name]) => SHARED.test(name)));
  const edge = await startTestEdge(burgee.url, key, { settings: shared });
  // Requests of tests with a role need some key: nobody signs in to an edge.
  const asKey = { Authorization: `Bearer ${key}` };

  const request: TestServer['request'] = async (path, options = {}) => {
    const { as, method, body, headers: given } = options;
    if (isOnEdge(path)) {
      const headers = new Headers({ ...(as && asKey), ...given });
      const { text: _text, ...answer } = await sendRequest(edge.url + path, { method, body, headers });
      return answer;
    }
    const answer = await burgee.request(path, options);
    await untilCurrent(burgee.url, edge);
    if (path.startsWith('/trpc/keys.')) await untilSameKeys(burgee.url, edge, key);
    return answer;
  };

  return {
    ...burgee,
    url: edge.url,
    lines: edge.lines,
    logged: edge.logged,
    request,
    [Symbol.asyncDispose]: async () => {
      await edge[Symbol.asyncDispose]();
      await burgee[Symbol.asyncDispose]();
    },
  };
}

/** Returns the secret of a new server key. */
export async function createServerKey(server: Pick<TestServer, 'request'>, environment: string): Promise<string> {
  return (await createKey(server, { kind: 'server', environment })).secret;
}

const ON_EDGE =
  /^\/(api\/config\/(?!session-overrides)|ofrep\/|openfeature\/|api\/(client|frontend|sync)\b|trpc\/evaluation\.|readyz|healthz|version)/;

function isOnEdge(path: string): boolean {
  return ON_EDGE.test(path);
}

/** Waits until the edge serves the version of the server. */
export async function untilCurrent(url: string, edge: TestEdge): Promise<void> {
  await eventually(async () => {
    const { versions } = (await (await fetch(`${url}/readyz`)).json()) as EdgeState;
    expect(versions).toMatchObject((await edge.state()).versions);
  });
}

/** Waits until the edge accepts the keys that the server accepts. */
export async function untilSameKeys(url: string, edge: TestEdge, key: string): Promise<void> {
  const keysAt = async (at: string) => {
    const response = await fetch(`${at}/api/sync/keys`, { headers: { Authorization: `Bearer ${key}` } });
    return response.json() as Promise<SyncedKeys>;
  };
  await eventually(async () => expect(await keysAt(edge.url)).toEqual(await keysAt(url)));
}
