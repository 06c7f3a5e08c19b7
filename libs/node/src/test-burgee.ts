import type { Override, Ruleset, RulesetDelta } from '@burgee/contracts';
import type { SyncDelta, SyncedOverrides, SyncedRuleset, SyncId, SyncUsageBody } from '@burgee/contracts/sync';
import { applyToSource, createIdFilter, rulesetChecksum } from '@burgee/evaluator';
import { aRuleset, NOW } from '@burgee/testing';
import { createFlagServer } from './flag-server.ts';
import type { FlagServer, FlagServerOptions, FlagServerProblem } from './flag-server-types.ts';

type Fields = Parameters<typeof aRuleset>[0];

/** A server of the protocol in memory, whose answers tests may break. */
export type TestBurgee = ReturnType<typeof startTestBurgee>;

const ORIGIN = 'database 1';

export function startTestBurgee(fields: Fields = {}, overrides: readonly Override[] = []) {
  // As followers get it: from JSON.
  let ruleset = copy(aRuleset(fields));
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const burgee = {
    overrides: overrides as SyncedOverrides['overrides'],
    origin: ORIGIN,
    /** Whether it knows which ids have overrides. */
    isIndexed: true,
    /** Every request, as method and path. */
    requests: [] as string[],
    asked: [] as SyncId[][],
    usage: [] as SyncUsageBody[],
    /** Replaces the answer to a request, or throws like `fetch`. */
    intercept: undefined as ((path: string) => Response | Promise<Response> | undefined) | undefined,
    ruleset: () => ruleset,
    streams: () => streams.size,
    /** Changes the ruleset, and tells the streams. */
    change: (delta: Partial<Omit<RulesetDelta, 'from' | 'to'>>, also: Partial<SyncDelta> = {}) => {
      const event = burgee.prepare(delta, also);
      burgee.send('delta', event);
      return event;
    },
    /** Changes the ruleset without telling the streams. */
    prepare: (delta: Partial<Omit<RulesetDelta, 'from' | 'to'>>, also: Partial<SyncDelta> = {}): SyncDelta => {
      const none = { put: [], delete: [] };
      const from = ruleset.version;
      const whole: RulesetDelta = copy({
        ...{ from, to: (from + 1) as typeof from, flags: none, segments: none, overrides: none },
        ...delta,
      });
      ruleset = applyToSource(ruleset, whole) as Ruleset;
      const { environment } = ruleset;
      const checksum = rulesetChecksum(ruleset);
      return { ...whole, environment, origin: burgee.origin, checksum, ids: [], endedFlags: [], ...also };
    },
    send: (event: string, data: object) => {
      const id = 'to' in data ? `id: ${String(data.to)}\n` : '';
      burgee.write(`${id}event: ${event}\ndata: ${JSON.stringify(data)}\n\n`);
    },
    write: (text: string) => {
      for (const stream of streams) stream.enqueue(new TextEncoder().encode(text));
    },
    /** Ends every stream, like a server that stops. */
    cut: () => {
      for (const stream of streams) stream.close();
      streams.clear();
    },
    fetch: async (input: unknown, init: RequestInit = {}): Promise<Response> => {
      const { pathname, searchParams } = new URL(String(input));
      const path = pathname.replace('/api/sync/', '');
      burgee.requests.push(`${init.method ?? 'GET'} ${path}`);
      const intercepted = burgee.intercept?.(path);
      if (intercepted) return intercepted;
      const body: unknown = init.body ? JSON.parse(init.body as string) : undefined;
      if (path === 'ruleset') return sendRuleset(new Headers(init.headers).get('If-None-Match'));
      if (path === 'stream') return sendStream(Number(searchParams.get('from')), init.signal);
      if (path === 'overrides') return sendOverrides(body as { ids: SyncId[] });
      burgee.usage.push(body as SyncUsageBody);
      return new Response(null, { status: 202 });
    },
  };

  function place() {
    return { environment: ruleset.environment, origin: burgee.origin };
  }

  function sendRuleset(known: string | null): Response {
    const etag = `W/"${burgee.origin} ${ruleset.version} ${burgee.isIndexed}"`;
    if (known === etag) return new Response(null, { status: 304 });
    const summary = { count: burgee.overrides.length, filter: burgee.isIndexed ? filterOf(burgee.overrides) : null };
    const { version } = ruleset;
    const data: SyncedRuleset = {
      ...{ ...place(), version, checksum: rulesetChecksum(ruleset), ruleset, overrides: summary },
    };
    return Response.json(data, { headers: { ETag: etag } });
  }

  function sendStream(from: number, signal?: AbortSignal | null): Response {
    const body = new ReadableStream<Uint8Array>({
      start: (stream) => {
        streams.add(stream);
        const heartbeat = setInterval(() => {
          if (streams.has(stream)) stream.enqueue(new TextEncoder().encode(':\n\n'));
          else clearInterval(heartbeat);
        }, 15_000);
        heartbeat.unref();
        const text = `event: connected\ndata: ${JSON.stringify({ ...place(), silenceMs: 45_000 })}\n\n`;
        stream.enqueue(new TextEncoder().encode(text));
        if (from < ruleset.version) {
          const reset = { ...place(), version: ruleset.version };
          stream.enqueue(new TextEncoder().encode(`event: reset\ndata: ${JSON.stringify(reset)}\n\n`));
        }
        signal?.addEventListener('abort', () => streams.delete(stream));
      },
    });
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
  }

  function sendOverrides({ ids }: { ids: SyncId[] }): Response {
    burgee.asked.push(ids);
    const found = burgee.overrides.filter((override) =>
      ids.some(({ type, id }) => type === override.type && id === override.target),
    );
    const data: SyncedOverrides = { ...place(), version: ruleset.version, overrides: found };
    return Response.json(data);
  }

  return burgee;
}

/** A flag server that follows `burgee`, with what it reports. It is closed at the end of the scope. */
export function follow(burgee: Pick<TestBurgee, 'fetch'>, options: Partial<FlagServerOptions> = {}) {
  const problems: FlagServerProblem[] = [];
  const server: FlagServer = createFlagServer({
    url: 'https://burgee.test',
    key: 'srv_test',
    onProblem: (problem) => problems.push(problem),
    ...options,
    runtime: { fetch: burgee.fetch, now: () => NOW, random: () => 0.5, randomId: () => 'test', ...options.runtime },
  });
  return {
    ...server,
    problems,
    codes: () => problems.map(({ code }) => code),
    /** Resolves when the status fits. */
    until: async (fits: (status: ReturnType<FlagServer['status']>) => boolean) => {
      if (fits(server.status())) return;
      await new Promise<void>((resolve) => {
        const stop = server.subscribe(() => {
          if (!fits(server.status())) return;
          stop();
          resolve();
        });
      });
    },
    [Symbol.asyncDispose]: server.close,
  };
}

function copy<T>(value: T): T {
  return JSON.parse(JSON.stringify(value)) as T;
}

function filterOf(overrides: SyncedOverrides['overrides']): SyncedRuleset['overrides']['filter'] {
  const ids = (type: SyncId['type']) => {
    const filter = createIdFilter();
    for (const override of overrides) if (override.type === type) filter.add(override.target);
    const { buffer, byteOffset, byteLength } = filter.words();
    return Buffer.from(buffer, byteOffset, byteLength).toString('base64');
  };
  return { user: ids('user'), session: ids('session'), testing: ids('testing'), falsePositiveRate: 0.02 };
}
