import type { AppRouter } from '@burgee/api-types';
import { createTRPCClient, httpLink, httpSubscriptionLink, splitLink, type TRPCClient } from '@trpc/client';
import { boundedFetch } from './bounded-fetch.ts';
import { TolerantEventSource } from './event-source.ts';
import { type ClientRuntime, defaultRuntime } from './runtime.ts';

/** Every procedure of the server, typed by its router, so that a changed procedure breaks its callers at compile time (W9.13). */
export type ApiClient = TRPCClient<AppRouter>;

export type ApiClientOptions = {
  /** Burgee's URL without `/trpc`, such as `https://flags.example.com`, or `''` for the page's own origin. */
  readonly url: string;
  /** A token or SDK key. It is sent in a header, never in a URL, where logs and histories would keep it. */
  readonly token?: string | undefined;
  readonly fetch?: ClientRuntime['fetch'] | undefined;
};

/** The context of a subscription's operation, which collects facts about its stream. */
export type StreamContext = {
  response?: Response;
  /** Set if the stream was ended because nothing arrived for this long. */
  silentForMs?: number;
};

/** Much longer than any line of a stream. Without a limit, a line that never ends would fill the memory (R14). */
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
          // The browsers' EventSource cannot send headers, and Node has none.
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
        // Not batched, so that each call has its own status, Retry-After and log line.
        // POST, so that contexts are sent in the body.
        false: httpLink({ url: endpoint, methodOverride: 'POST', headers: authorization, fetch: boundedFetch(fetch) }),
      }),
    ],
  });
}
