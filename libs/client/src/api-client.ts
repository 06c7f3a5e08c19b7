import type { AppRouter } from '@burgee/api-types';
import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink, type TRPCClient } from '@trpc/client';
import { boundedFetch } from './bounded-fetch.ts';
import { TolerantEventSource } from './event-source.ts';
import { defaultRuntime, type ClientRuntime } from './runtime.ts';

/** Every procedure of the server, typed by its router: a procedure that changes breaks its callers at compile time (W9.13). */
export type ApiClient = TRPCClient<AppRouter>;

export type ApiClientOptions = {
  /** Where Burgee is, without `/trpc`: `https://flags.example.com`, or `''` for the page's own origin. */
  readonly url: string;
  /** A token or SDK key. It goes into a header, never into a URL, where logs and histories would keep it. */
  readonly token?: string | undefined;
  readonly fetch?: ClientRuntime['fetch'] | undefined;
};

/** The context of a subscription's operation: what is known of its stream. */
export type StreamContext = {
  response?: Response;
  /** Set when nothing arrived for this long, and the stream was ended for that. */
  silentForMs?: number;
};

/** Far more than the longest line of a stream, a version or an error; a line that never ends would be kept whole (R14). */
const MAX_LINE_CHARS = 100_000;

export function createApiClient({ url, token, fetch = defaultRuntime.fetch }: ApiClientOptions): ApiClient {
  const endpoint = `${url.replace(/\/+$/, '')}/trpc`;
  const authorization: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  return createTRPCClient<AppRouter>({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: httpSubscriptionLink({
          url: endpoint,
          // Browsers' own cannot send a header, and Node has none.
          EventSource: TolerantEventSource,
          eventSourceOptions: ({ op }) => ({
            fetch: async (input, init) => {
              const response = await fetch(input, { ...init, headers: { ...init.headers, ...authorization } });
              (op.context as StreamContext).response = response;
              return response;
            },
            maxBufferSize: MAX_LINE_CHARS,
            onSilence: (afterMs) => {
              (op.context as StreamContext).silentForMs = afterMs;
            },
          }),
        }),
        // Not batched: each call has its own status, its own Retry-After and its own line in a log.
        // POST, so that contexts stand in the body.
        false: httpLink({ url: endpoint, methodOverride: 'POST', headers: authorization, fetch: boundedFetch(fetch) }),
      }),
    ],
  });
}
