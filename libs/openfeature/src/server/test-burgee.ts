import type { FlagConfig, Ruleset } from '@burgee/contracts';
import type { SyncedOverrides, SyncedRuleset } from '@burgee/contracts/sync';
import { rulesetChecksum } from '@burgee/evaluator';
import { createFlagServer, type FlagServer } from '@burgee/node';
import { aRuleset, NOW } from '@burgee/testing';

type Fields = Parameters<typeof aRuleset>[0];

/** The server of a flag server, in memory. */
export function startTestBurgee(fields: Fields = {}) {
  let ruleset: Ruleset = aRuleset(fields);
  const streams = new Set<ReadableStreamDefaultController<Uint8Array>>();
  const state = { isDown: false, overrides: [] as SyncedOverrides['overrides'] };
  const place = () => ({ environment: ruleset.environment, origin: 'test' });

  const say = (event: string, data: object) => {
    const text = `event: ${event}\ndata: ${JSON.stringify({ ...place(), ...data })}\n\n`;
    for (const stream of streams) stream.enqueue(new TextEncoder().encode(text));
  };

  async function fetch(input: unknown): Promise<Response> {
    if (state.isDown) throw new TypeError('the network is down');
    const path = new URL(String(input)).pathname.replace('/api/sync/', '');
    if (path === 'ruleset') {
      const { version } = ruleset;
      const data: SyncedRuleset = {
        ...{ ...place(), version, checksum: rulesetChecksum(ruleset), ruleset },
        overrides: { count: state.overrides.length, filter: null },
      };
      return Response.json(data);
    }
    if (path === 'overrides')
      return Response.json({ ...place(), version: ruleset.version, overrides: state.overrides });
    if (path === 'usage') return new Response(null, { status: 202 });
    const body = new ReadableStream<Uint8Array>({ start: (stream) => void streams.add(stream) });
    setTimeout(() => say('connected', { silenceMs: 45_000 }));
    return new Response(body, { headers: { 'Content-Type': 'text/event-stream' } });
  }

  return {
    state,
    fetch: fetch as typeof globalThis.fetch,
    streams: () => streams.size,
    /** Adds or replaces a flag. */
    put: (flag: FlagConfig) => {
      const none = { put: [], delete: [] };
      const [from, to] = [ruleset.version, ruleset.version + 1];
      const flags = ruleset.flags.filter(({ key }) => key !== flag.key);
      ruleset = { ...ruleset, version: to as Ruleset['version'], flags: [...flags, flag] };
      const delta = {
        from,
        to,
        flags: { ...none, put: [flag] },
        segments: none,
        overrides: none,
        ids: [],
        endedFlags: [],
      };
      say('delta', { ...delta, checksum: rulesetChecksum(ruleset) });
    },
    cut: () => {
      for (const stream of streams) stream.close();
      streams.clear();
    },
  };
}

/** A flag server that follows `burgee`. */
export function follow(burgee: Pick<ReturnType<typeof startTestBurgee>, 'fetch'>, snapshot?: string): FlagServer {
  const runtime = { fetch: burgee.fetch, now: () => NOW, random: () => 0, randomId: () => 'test' };
  return createFlagServer({ url: 'https://burgee.test', key: 'srv_test', snapshot, runtime });
}
