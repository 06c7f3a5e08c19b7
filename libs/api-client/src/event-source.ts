import { ErrorEvent, EventSource } from 'eventsource';

const MAX_TIMER_MS = 2 ** 31 - 1;

/**
 * An `EventSource` whose listeners may throw, and which ends the connection after a silence.
 *
 * tRPC parses messages inside its listeners, so that invalid JSON would be an uncaught exception, which ends a Node process.
 * Here it only ends the connection (R14). After a silence (R9), tRPC would reconnect immediately, and all clients of a hung
 * server in the same instant. Therefore the allowed silence is removed from the message that tRPC receives.
 */
export class TolerantEventSource extends EventSource {
  #allowedMs = 0;
  #timer: ReturnType<typeof setTimeout> | undefined;

  override addEventListener(type: string, listener: EventListenerObject | ((event: never) => unknown)): void {
    super.addEventListener(type, (event: Event) => {
      try {
        const heard = this.#hear(event);
        if ('handleEvent' in listener) listener.handleEvent(heard);
        else listener(heard as never);
      } catch (error) {
        this.#fail(`The server sent an invalid message: ${String(error)}`);
      }
    });
  }

  override close(): void {
    clearTimeout(this.#timer);
    super.close();
  }

  #fail(message: string): void {
    this.close();
    this.dispatchEvent(new ErrorEvent('error', { message }));
  }

  #hear(event: Event): Event {
    const heard = event.type === 'connected' ? this.#begin(event as MessageEvent<string>) : event;
    clearTimeout(this.#timer);
    if (this.#allowedMs > 0 && this.readyState === this.OPEN) {
      const allowedMs = this.#allowedMs;
      this.#timer = setTimeout(() => this.#fail(`The server sent nothing for ${allowedMs} ms.`), allowedMs);
    }
    return heard;
  }

  #begin({ type, data }: MessageEvent<string>): Event {
    const { reconnectAfterInactivityMs: ms, ...options } = JSON.parse(data) as Record<string, unknown>;
    this.#allowedMs = typeof ms === 'number' ? Math.min(ms, MAX_TIMER_MS) : 0;
    return new MessageEvent(type, { data: JSON.stringify(options) });
  }
}
