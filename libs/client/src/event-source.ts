import { EventSource } from 'eventsource';

/**
 * An `EventSource` whose listeners may throw. tRPC parses what arrives inside of them, so a message that is no JSON
 * would be an uncaught exception, and the end of a Node process. Here it is the end of the connection (R14).
 */
export class TolerantEventSource extends EventSource {
  override addEventListener(type: string, listener: EventListenerObject | ((event: never) => unknown)): void {
    super.addEventListener(type, (event: Event) => {
      try {
        if ('handleEvent' in listener) listener.handleEvent(event);
        else listener(event as never);
      } catch {
        this.close();
        this.dispatchEvent(new Event('error'));
      }
    });
  }
}
