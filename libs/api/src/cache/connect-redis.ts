import { Redis } from 'ioredis';

/** By default, ioredis waits indefinitely for a command. */
const COMMAND_TIMEOUT_MS = 200;
const CONNECT_TIMEOUT_MS = 1_000;
const MAX_RECONNECT_DELAY_MS = 2_000;

/**
 * Opens a connection that callers never wait for and whose failures stay contained: unparsable data from Redis only
 * closes the connection.
 */
export function connectRedis(url: string): Redis {
  const redis = new Redis(url, {
    // Without a connection, a read misses immediately instead of waiting in a queue.
    enableOfflineQueue: false,
    // Commands in flight fail as soon as the connection breaks: with 1, they would wait for the second attempt to
    // connect.
    maxRetriesPerRequest: 0,
    commandTimeout: COMMAND_TIMEOUT_MS,
    connectTimeout: CONNECT_TIMEOUT_MS,
    // A hung Redis never closes its side.
    disconnectTimeout: COMMAND_TIMEOUT_MS,
    retryStrategy: (attempt) => Math.min(attempt * 100, MAX_RECONNECT_DELAY_MS),
    disableClientInfo: true,
  });
  // Emitted after the parser is attached and before the first bytes arrive.
  redis.on('connect', () => guardParser(redis.stream));
  return redis;
}

/** ioredis parses in a listener of its socket, where an exception would end the process. */
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
