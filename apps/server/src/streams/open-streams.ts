import type { Caller } from '@burgee/api';
import { DomainError } from '@burgee/contracts';
import type { Access } from '../callers.ts';

/** The open change streams of this server: how many are allowed, and when each of them ends. */
export type OpenStreams = {
  /**
   * @param client the id whose streams are counted together.
   * @throws DomainError RATE_LIMITED for too many of one client; SERVER_BUSY for too many of all, and while the server
   * stops.
   */
  open(client: string, caller: Caller, access: Access): OpenStream;
  /** Every stream that depends on a session. */
  ofSessions(): readonly SessionStream[];
  /** Ends the streams whose access has expired. */
  endExpired(nowMs: number): void;
  /** Ends all streams, spread evenly over `overMs`, and opens no more. */
  endAll(overMs: number): void;
};

type OpenStream = {
  /** Aborted when the stream must end, and when its connection has closed. */
  readonly ended: AbortSignal;
  /** Called when its connection has closed. */
  close(): void;
};

type SessionStream = { readonly sessionId: string; readonly caller: Caller; end(): void };

export type StreamCaps = { readonly perClient: number; readonly all: number };

type Held = { readonly client: string; readonly caller: Caller; readonly access: Access; end(): void };

/** By then, a balancer has noticed that this server is stopping. */
const RETRY_WHEN_STOPPING_SEC = 1;
/** Streams last long: an earlier retry would hardly find a free slot. */
const RETRY_WHEN_FULL_SEC = 10;

export function createOpenStreams({ perClient, all }: StreamCaps): OpenStreams {
  const streams = new Set<Held>();
  const counts = new Map<string, number>();
  let isEnding = false;

  function reserveSlot(client: string): void {
    if (isEnding) throw serverBusy('stopping', RETRY_WHEN_STOPPING_SEC);
    const own = counts.get(client) ?? 0;
    if (own >= perClient) throw new DomainError({ code: 'RATE_LIMITED', retryAfterSec: RETRY_WHEN_FULL_SEC });
    if (streams.size >= all) throw serverBusy('streams', RETRY_WHEN_FULL_SEC);
    counts.set(client, own + 1);
  }

  function open(client: string, caller: Caller, access: Access): OpenStream {
    reserveSlot(client);
    const controller = new AbortController();
    const held: Held = { client, caller, access, end: () => controller.abort() };
    streams.add(held);
    return { ended: controller.signal, close: () => close(held) };
  }

  function close(held: Held): void {
    if (!streams.delete(held)) return;
    held.end();
    const left = (counts.get(held.client) ?? 1) - 1;
    if (left > 0) counts.set(held.client, left);
    else counts.delete(held.client);
  }

  return {
    open,
    ofSessions: () =>
      [...streams].flatMap(({ access: { sessionId }, caller, end }) =>
        sessionId === undefined ? [] : [{ sessionId, caller, end }],
      ),
    endExpired: (nowMs) => {
      for (const { access, end } of streams) if ((access.endsAt ?? Infinity) <= nowMs) end();
    },
    endAll: (overMs) => {
      isEnding = true;
      const open = [...streams];
      for (const [index, { end }] of open.entries()) setTimeout(end, (index / open.length) * overMs);
    },
  };
}

function serverBusy(problem: 'stopping' | 'streams', retryAfterSec: number): DomainError {
  return new DomainError({ code: 'SERVER_BUSY', problem, retryAfterSec });
}
