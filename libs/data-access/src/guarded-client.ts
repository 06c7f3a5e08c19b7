import type { Duplex } from 'node:stream';
import pg from 'pg';
import { BrokenConnection } from './failures.ts';
import { createFrames } from './frames.ts';

type Readable = Pick<Duplex, 'on'>;
type Listener = (...values: unknown[]) => void;

/**
 * A client that loses its connection, never the process: `pg` parses what a server sends in a listener of its socket, where
 * an exception ends the process.
 */
export class GuardedClient extends pg.Client {
  constructor(config?: string | pg.ClientConfig) {
    super(config);
    // Statements in flight fail by themselves; without a listener, the event ends the process.
    this.on('error', () => undefined);
    const connection = this.connection as unknown as { attachListeners(stream: Readable): void };
    const attach = connection.attachListeners.bind(connection);
    // Called with the socket, or with the encrypted one when there is one.
    connection.attachListeners = (stream) => attach(guard(stream as Duplex));
  }
}

function guard(stream: Duplex): Readable {
  const frames = createFrames();
  const on = (event: string, listener: Listener) =>
    stream.on(event, event === 'data' ? (chunk: Buffer) => read(chunk, listener) : listener);

  function read(chunk: Buffer, parse: Listener): void {
    try {
      const messages = frames(chunk);
      if (messages.length > 0) parse(messages);
    } catch (error) {
      stream.destroy(brokenBy(error));
    }
  }

  return { on } as Readable;
}

/** The error for a connection that failed with `error`: only an answer of the server leaves a connection usable. */
export function brokenBy(error: unknown): Error {
  if (error instanceof pg.DatabaseError || error instanceof BrokenConnection) return error;
  return new BrokenConnection(error instanceof Error ? error.message : String(error), { cause: error });
}
