import type { Response } from 'express';

/** The bytes of events as chunks of HTTP/1.1, by the event. */
const chunks = new WeakMap<Buffer, Buffer>();

/**
 * Writes an event that many streams share, framed once for all of them, with the bytes that Node would write. Node writes each
 * event in four pieces. Measured gain (ADR 0055): 24 ms of CPU time for a change with 1,000 streams instead of 27 ms.
 *
 * Returns `false` if the client must read before it gets more; see `onDrained`.
 */
export function writeEvent(response: Response, event: Buffer): boolean {
  const { socket } = response;
  // HTTP/1.0 has no chunks, and the response to an earlier request of the connection may still have the socket.
  if (socket && response.chunkedEncoding && begun.has(response)) return socket.write(chunkOf(event));
  begun.add(response);
  return response.write(event);
}

/** Responses to which Node has written an event, and so the head before it. */
const begun = new WeakSet<Response>();

function chunkOf(event: Buffer): Buffer {
  const known = chunks.get(event);
  if (known) return known;
  const chunk = Buffer.concat([Buffer.from(`${event.length.toString(16)}\r\n`), event, Buffer.from('\r\n')]);
  chunks.set(event, chunk);
  return chunk;
}

/** Whether the client has to read before it gets more. */
export function needsDrain({ writableNeedDrain, socket }: Response): boolean {
  return writableNeedDrain || socket?.writableNeedDrain === true;
}

/** Calls `listener` whenever the client has read everything. Returns a function that stops it. */
export function onDrained(response: Response, listener: () => void): () => void {
  const { socket } = response;
  response.on('drain', listener);
  socket?.on('drain', listener);
  return () => {
    response.off('drain', listener);
    socket?.off('drain', listener);
  };
}

/** Waits until the client has read, or the stream must end. */
export async function drained(response: Response, streamEnd: AbortSignal | undefined): Promise<void> {
  const { promise, resolve } = Promise.withResolvers<void>();
  const onEnd = () => resolve();
  const stop = onDrained(response, onEnd);
  streamEnd?.addEventListener('abort', onEnd);
  if (streamEnd?.aborted) resolve();
  await promise;
  stop();
  streamEnd?.removeEventListener('abort', onEnd);
}
