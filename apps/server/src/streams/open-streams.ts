import { DomainError } from '@burgee/contracts';

/** The streams of changes that are open on this server. */
export type OpenStreams = {
  /** @throws DomainError SERVER_BUSY while the server stops. */
  open(): OpenStream;
  /** Ends all of them, spread evenly over `overMs`, and opens no more. */
  end(overMs: number): void;
};

export type OpenStream = {
  /** Aborted when the stream must end. */
  readonly ended: AbortSignal;
  /** Called when its connection has closed. */
  close(): void;
};

/** By then a balancer has noticed that this server is not ready. */
const RETRY_WHEN_STOPPING_SEC = 1;

export function createOpenStreams(): OpenStreams {
  const streams = new Set<AbortController>();
  let isEnding = false;

  function open(): OpenStream {
    if (isEnding) {
      throw new DomainError({ code: 'SERVER_BUSY', problem: 'stopping', retryAfterSec: RETRY_WHEN_STOPPING_SEC });
    }
    const controller = new AbortController();
    streams.add(controller);
    return { ended: controller.signal, close: () => streams.delete(controller) };
  }

  function end(overMs: number): void {
    isEnding = true;
    const open = [...streams];
    for (const [index, controller] of open.entries()) {
      setTimeout(() => controller.abort(), (index / open.length) * overMs);
    }
  }

  return { open, end };
}
