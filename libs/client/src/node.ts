/** The client for Node: the same, except that its stream does not keep the process alive. */

import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';
import { createFlagClient as createClient } from './flag-client.ts';
import type { FlagClient, FlagClientOptions } from './flag-client-types.ts';

/** Node's `fetch` publishes each request here, with its connection. */
const CHANNEL = 'undici:client:sendHeaders';
type SentHeaders = { readonly request: { readonly path: string }; readonly socket: Pick<Socket, 'unref'> };

let isWatching = false;

/** `fetch` has no option for this. */
function releaseStreams(): void {
  if (isWatching) return;
  isWatching = true;
  subscribe(CHANNEL, (message) => {
    const { request, socket } = message as SentHeaders;
    if (request.path.includes('/api/config/stream')) socket.unref();
  });
}

/** See `createFlagClient` of `flag-client.ts`. */
export function createFlagClient(options: FlagClientOptions): FlagClient {
  releaseStreams();
  return createClient(options);
}

export { fetchFlags } from './fetch-flags.ts';
