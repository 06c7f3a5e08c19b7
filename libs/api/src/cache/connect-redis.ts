import { Redis } from 'ioredis';

/** How long a command may take, in milliseconds. By default ioredis waits indefinitely. */
const COMMAND_TIMEOUT_MS = 200;
const CONNECT_TIMEOUT_MS = 1_000;
const MAX_RECONNECT_DELAY_MS = 2_000;

/** A connection that nobody waits for, and that fails alone: it is lost when Redis sends what cannot be parsed. */
export function connectRedis(url: string): Redis {
  const redis = new Redis(url, {
    // Without a connection, a read is a miss immediately; it does not wait in a queue.
    enableOfflineQueue: false,
    // What was sent when the connection broke fails at once: with 1 it would wait for the second attempt to connect.
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // A hung Redis does not close its side.
    disconnectTimeout: COMMAND_TIMEOUT_MS,
    retryStrategy: (attempt) => Math.min(attempt * 100, MAX_RECONNECT_DELAY_MS),
    disableClientInfo: true,
  });
  // Emitted when the parser is attached, and before the first bytes arrive.
  redis.on('connect', () => guardParser(redis.stream));
  return redis;
}

/** ioredis parses in a listener of its socket, where an exception ends the process. */
export function guardParser(stream: Redis['stream']): void {
  for (const parse of stream.listeners('data') as ((chunk: Buffer) => void)[]) {
    stream.off('data', parse);
    stream.prependListener('data', (chunk: Buffer) => {
      try {
        parse(chunk);
      } catch {
        stream.destroy();
      }
    });
  }
}
