import type { Services } from '@burgee/api';
import { logVerbosity, Server, ServerCredentials, setLogVerbosity } from '@grpc/grpc-js';
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from 'pino';
import type { Settings } from '../env.ts';
import type { Limits } from '../limits/limits.ts';
import { onceAMinute } from '../once-a-minute.ts';
import type { OpenStreams } from '../streams/open-streams.ts';
import { createFeeds } from './feeds.ts';
import { FlagdUnbound } from './flagd-unbound.ts';
import { loadSyncProtocol } from './protocol.ts';
import { createSyncCalls } from './sync-calls.ts';

type FlagdParts = {
  readonly settings: Pick<Settings, 'HOST' | 'FLAGD_TLS_CERT' | 'FLAGD_TLS_KEY'>;
  readonly port: number;
  readonly services: Services;
  readonly streams: OpenStreams;
  readonly limits: Limits;
  readonly clock: () => number;
  readonly log: Logger;
};

/** The server that providers of flagd follow. */
export type FlagdServer = {
  readonly port: number;
  /** Call it once the streams are ending. Cuts off what is left after `cutOffMs`. */
  close(cutOffMs: number): Promise<void>;
};

/** Starts the gRPC server. Resolves once it listens. */
export async function startFlagd(parts: FlagdParts): Promise<FlagdServer> {
  const { settings, services, streams, limits, clock, log } = parts;
  // Otherwise, it writes to the console.
  setLogVerbosity(logVerbosity.NONE);
  const protocol = loadSyncProtocol();
  const feeds = createFeeds({
    ...services,
    encode: protocol.encode,
    onFailed: onceAMinute(clock, (problem) => log.warn({ problem }, 'providers of flagd get no updates')),
  });
  const server = new Server(OPTIONS);
  server.addService(protocol.service, createSyncCalls({ services, feeds, streams, limits, protocol, log }));
  const port = await bind(server, `${hostIn(settings.HOST)}:${parts.port}`, credentialsOf(settings));
  return { port, close: (cutOffMs) => close(server, cutOffMs) };
}

/** Finds peers that are gone within 40 s, and closes connections without a stream. */
const OPTIONS = {
  'grpc.keepalive_time_ms': 20_000,
  'grpc.keepalive_timeout_ms': 20_000,
  'grpc.max_connection_idle_ms': 60_000,
  'grpc.max_receive_message_length': 10_000,
  // Messages are as large as the flags are many.
  'grpc.max_send_message_length': -1,
} as const;

function credentialsOf({ FLAGD_TLS_CERT, FLAGD_TLS_KEY }: FlagdParts['settings']): ServerCredentials {
  if (FLAGD_TLS_CERT === undefined || FLAGD_TLS_KEY === undefined) return ServerCredentials.createInsecure();
  const pair = { cert_chain: Buffer.from(FLAGD_TLS_CERT), private_key: Buffer.from(FLAGD_TLS_KEY) };
  return ServerCredentials.createSsl(null, [pair]);
}

function hostIn(host: string): string {
  return host.includes(':') ? `[${host}]` : host;
}

/** @throws FlagdUnbound */
function bind(server: Server, address: string, credentials: ServerCredentials): Promise<number> {
  return new Promise((resolve, reject) => {
    server.bindAsync(address, credentials, (error, port) => {
      if (error) reject(new FlagdUnbound(address, error));
      else resolve(port);
    });
  });
}

/** `tryShutdown` alone would wait for every client. */
async function close(server: Server, cutOffMs: number): Promise<void> {
  const closed = new Promise<void>((resolve) => server.tryShutdown(() => resolve()));
  const cutOff = new AbortController();
  await Promise.race([closed, delay(cutOffMs, undefined, { signal: cutOff.signal })]).finally(() => cutOff.abort());
  server.forceShutdown();
}
