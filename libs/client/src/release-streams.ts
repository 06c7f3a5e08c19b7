import { subscribe } from 'node:diagnostics_channel';
import type { Socket } from 'node:net';

/** Node's `fetch` publishes each request here, with its connection. */
const CHANNEL = 'undici:client:sendHeaders';
type SentHeaders = { readonly request: { readonly path: string }; readonly socket: Pick<Socket, 'unref'> };

const STREAM = /\/api\/(config|sync)\/stream/;

let isWatching = false;

/** From now on, no open stream keeps a Node process alive. `fetch` has no option for this. */
export function releaseStreams(): void {
  if (isWatching) return;
  isWatching = true;
  subscribe(CHANNEL, (message) => {
    const { request, socket } = message as SentHeaders;
    if (STREAM.test(request.path)) socket.unref();
  });
}
