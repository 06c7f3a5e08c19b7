import {
  type ClientFailure,
  type Connection,
  createRefreshLoop,
  type Outcome,
  releaseStreams,
  toClientFailure,
  watchEvents,
} from '@burgee/client/internal';
import { isSyncDelta, isSyncReset, type SyncDelta, type SyncedRuleset } from '@burgee/contracts/sync';
import { isDeepStrictEqual } from 'node:util';
import type { FlagServerProblem, FlagServerProblemCode, FlagServerStatus } from './flag-server-types.ts';
import { type HeldRuleset, receiveDelta, receiveRuleset } from './held-ruleset.ts';
import { createOverrideCache, type OverrideCache } from './override-cache.ts';
import type { Problems } from './problems.ts';
import type { NodeRuntime } from './runtime.ts';
import type { SyncRequests, TaggedRuleset } from './sync-requests.ts';

/** How often the ruleset is requested without a stream. A fifth is random, so that followers do not ask in the same instant. */
const POLL_EVERY_MS = 5_000;
/** Servers return sooner than the thousands of browsers, after at most 7.5 s. */
const RETRY_FASTER = 4;

/** Keeps the ruleset of one environment as the server has it. */
export type Follower = {
  held(): HeldRuleset | undefined;
  readonly cache: OverrideCache;
  /** Holds an earlier ruleset of this server until the server answers. Returns why not. */
  restore(synced: SyncedRuleset, confirmedAt: number): string | undefined;
  status(): FollowerStatus;
  start(): void;
  stop(): void;
};

type FollowerStatus = Pick<FlagServerStatus, 'source' | 'confirmedAt' | 'connection' | 'error' | 'counters'> & {
  /** Whether the server has confirmed the ruleset, by the stream or by the last poll. */
  readonly isCurrent: boolean;
};

type BrokenFlags = HeldRuleset['ruleset']['broken'];

type FollowerOptions = {
  readonly requests: Pick<SyncRequests, 'ruleset' | 'stream'>;
  readonly runtime: NodeRuntime;
  readonly problems: Problems;
  /** Called with each ruleset before it counts as held. @param delta leads to it from the previous one, if known. */
  readonly onRuleset?: ((next: HeldRuleset, delta: SyncDelta | undefined) => void) | undefined;
  /** Called after each change of the ruleset or the status. */
  readonly onChange: () => void;
};

export function createFollower({ requests, runtime, problems, onRuleset, onChange }: FollowerOptions): Follower {
  const { now, random } = runtime;
  const cache = createOverrideCache();
  const counters = { deltasApplied: 0, deltasIgnored: 0, rulesetsLoaded: 0, checksumMismatches: 0 };
  const loop = createRefreshLoop(
    load,
    () => (isIncomplete ? 0 : POLL_EVERY_MS * (1 - random() / 5)),
    () => random() / RETRY_FASTER,
  );
  let held: HeldRuleset | undefined;
  let source: FollowerStatus['source'] = 'default';
  let confirmedAt: number | undefined;
  /** The tag of the last ruleset, as long as no delta was applied to it. */
  let etag: string | undefined;
  /** Whether the whole ruleset must be requested, because changes are missing. */
  let isIncomplete = false;
  let connection: Connection = 'idle';
  let requestFailure: ClientFailure | undefined;
  let streamFailure: ClientFailure | undefined;
  let stopStream: (() => void) | undefined;

  function hold(next: HeldRuleset, delta?: SyncDelta): void {
    reportBroken(next.ruleset.broken, held?.ruleset.broken ?? []);
    onRuleset?.(next, delta);
    held = next;
  }

  function reportBroken(broken: BrokenFlags, before: BrokenFlags): void {
    if (isDeepStrictEqual(broken, before)) return;
    problems.resolve('FLAG_BROKEN');
    for (const { key, problem } of broken) problems.report({ code: 'FLAG_BROKEN', flagKey: key, message: problem });
  }

  function confirm(): void {
    source = 'server';
    confirmedAt = now();
    requestFailure = undefined;
    problems.resolve('KEY_REFUSED', 'SERVER_UNAVAILABLE', 'SERVER_BEHIND', 'RULESET_DAMAGED');
  }

  /** Whether the stream confirms what is held, so that no request is needed. */
  function isStreamed(): boolean {
    return connection === 'live' && source === 'server' && !isIncomplete;
  }

  async function load(controller: AbortController, isCurrent: () => boolean): Promise<Outcome> {
    // Deltas do not tell which ids have overrides.
    if (isStreamed() && cache.known()) return undefined;
    const wasIncomplete = isIncomplete;
    isIncomplete = false;
    try {
      const answer = await requests.ruleset(wasIncomplete ? undefined : etag, controller);
      if (!isCurrent()) return undefined;
      const problem = answer && receive(answer);
      if (problem) return failed({ message: problem.message }, problem.code, wasIncomplete);
      confirm();
      stopStream ??= openStream();
      onChange();
      return undefined;
    } catch (error) {
      if (!isCurrent()) return undefined;
      const failure = toClientFailure(error);
      const isRefused = failure.status === 401 || failure.status === 403;
      return failed(failure, isRefused ? 'KEY_REFUSED' : 'SERVER_UNAVAILABLE', wasIncomplete);
    }
  }

  function failed(failure: ClientFailure, code: FlagServerProblemCode, wasIncomplete: boolean): Outcome {
    isIncomplete ||= wasIncomplete;
    // The stream may have begun in the meantime.
    if (isStreamed()) return undefined;
    requestFailure = failure;
    problems.report({ code, message: failure.message });
    onChange();
    return failure;
  }

  /** Returns why the ruleset must not replace the held one. */
  function receive({ synced, etag: tag }: TaggedRuleset): FlagServerProblem | undefined {
    const received = receiveRuleset(held, synced);
    if (received.outcome === 'damaged') return damaged('The ruleset');
    if (received.outcome === 'behind') {
      const message = `The server holds version ${synced.version}, this process holds ${held?.ruleset.version}.`;
      return { code: 'SERVER_BEHIND', message };
    }
    if (received.outcome === 'held') {
      if (received.isOtherDatabase) {
        const message = `The server now has another database, whose flags replace those of version ${held?.ruleset.version}.`;
        problems.report({ code: 'OTHER_DATABASE', message });
      }
      counters.rulesetsLoaded++;
    }
    cache.reset(synced);
    if (received.outcome === 'held') hold(received.held);
    etag = tag;
    return undefined;
  }

  function damaged(part: string): FlagServerProblem {
    counters.checksumMismatches++;
    return { code: 'RULESET_DAMAGED', message: `${part} does not match its checksum.` };
  }

  function reload(): void {
    isIncomplete = true;
    loop.refresh();
  }

  function openStream(): () => void {
    releaseStreams();
    connection = 'connecting';
    return watchEvents(
      (signal) => requests.stream(held?.ruleset.version ?? 0, signal),
      { now, random: () => random() / RETRY_FASTER, fetch: runtime.fetch },
      (data, { event }) => {
        if (event === 'delta') applyDelta(data);
        else if (event === 'reset') reset(data);
        else if (event === 'connected') compareDatabase(data);
        onChange();
      },
      (next, failure) => {
        // Until now, the server has confirmed the flags with its heartbeats.
        if (connection === 'live') confirmedAt = now();
        const isNew = next !== connection;
        connection = next;
        streamFailure = failure;
        if (next === 'live' && !isIncomplete) confirm();
        if (next === 'polling' && isNew) loop.refresh();
        onChange();
      },
    );
  }

  function applyDelta(data: unknown): void {
    if (!isSyncDelta(data) || !held) throw new Error('The stream is corrupt.');
    const received = receiveDelta(held, data);
    if (received.outcome === 'held') {
      counters.deltasApplied++;
      etag = undefined;
      cache.apply(data);
      hold(received.held, data);
      confirm();
      return;
    }
    if (received.outcome === 'damaged') problems.report(damaged(describeDelta(data)));
    else counters.deltasIgnored++;
    if (received.outcome !== 'behind') reload();
  }

  function reset(data: unknown): void {
    if (!isSyncReset(data)) throw new Error('The stream is corrupt.');
    reload();
  }

  /** A load balancer may lead to a server of another database. */
  function compareDatabase(data: unknown): void {
    const { environment, origin } = (data ?? {}) as Partial<SyncDelta>;
    if (held && (environment !== held.ruleset.environment || origin !== held.origin)) reload();
  }

  function restore(synced: SyncedRuleset, at: number): string | undefined {
    if (source === 'server') return `the server has already sent version ${held?.ruleset.version}`;
    const received = receiveRuleset(undefined, synced);
    if (received.outcome !== 'held') return 'its ruleset does not match its checksum';
    cache.reset(synced);
    hold(received.held);
    source = 'snapshot';
    confirmedAt = at;
    onChange();
    return undefined;
  }

  return {
    held: () => held,
    cache,
    restore,
    status: () => ({
      source,
      isCurrent: source === 'server' && !requestFailure && connection !== 'reconnecting',
      confirmedAt: isStreamed() ? now() : confirmedAt,
      connection,
      error: requestFailure ?? streamFailure,
      counters: { ...counters },
    }),
    start: () => loop.refresh(),
    stop: () => {
      loop.stop();
      stopStream?.();
      connection = 'closed';
      onChange();
    },
  };
}

function describeDelta({ from, to }: SyncDelta): string {
  return `The change from version ${from} to ${to}`;
}
