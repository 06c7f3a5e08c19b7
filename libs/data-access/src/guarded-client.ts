import type { Duplex } from 'node:stream';
import pg from 'pg';
import { BrokenConnection } from './failures.ts';
import { createFrames } from './frames.ts';

type Readable = Pick<Duplex, 'on'>;
type Listener = (...values: unknown[]) => void;

/**
 * A client that loses only its connection when a server sends unreadable data. `pg` parses the data in a listener of its
 * socket, where an exception would end the process.
 */
export class GuardedClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    // Statements in flight fail on their own; without a listener, the event would end the process.
    this.on('error', () => undefined);
    const connection = this.connection as unknown as { attachListeners(stream: Readable): void };
    const attach = connection.attachListeners.bind(connection);
    // Called with the plain socket or the TLS socket.
    connection.attachListeners = (stream) => attach(guardStream(stream as Duplex));
  }
}

function guardStream(stream: Duplex): Readable {
  const frames = createFrames();
  const on = (event: string, listener: Listener) =>
    stream.on(event, event === 'data' ? (chunk: Buffer) => parseGuarded(chunk, listener) : listener);

  function parseGuarded(chunk: Buffer, parse: Listener): void {
    try {
      const messages = frames(chunk);
      if (messages.length > 0) parse(messages);
    } catch (error) {
      stream.destroy(toBrokenConnection(error));
    }
  }

  return { on } as Readable;
}

/** Converts any error to `BrokenConnection`, except errors that the server reported: only those leave a connection usable. */
export function toBrokenConnection(error: unknown): Error {
  if (error instanceof pg.DatabaseError || error instanceof BrokenConnection) return error;
  return new BrokenConnection(error instanceof Error ? error.message : String(error), { cause: error });
}
