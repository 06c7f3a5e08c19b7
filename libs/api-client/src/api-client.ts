import {
  createTRPCClient,
  httpLink,
  httpSubscriptionLink,
  splitLink,
  type TRPCClient,
  type TRPCLink,
} from '@trpc/client';
import type { AppRouter } from './app-router.ts';
import { boundedFetch } from './bounded-fetch.ts';
import { TolerantEventSource } from './event-source.ts';
import { unwrapStreamErrors } from './stream-errors.ts';

/** Every procedure of the server, typed by its router, so that a changed procedure breaks its callers at compile time (W9.13). */
export type ApiClient = TRPCClient<AppRouter>;

export type ApiClientOptions = {
  /** Burgee's URL without `/trpc`, such as `https://flags.example.com`, or `''` for the page's own origin. */
  readonly url: string;
  /** A token or SDK key. It is sent in a header, never in a URL, where logs and histories would keep it. */
  readonly token?: string | undefined;
  /** Replaces the global `fetch`, for queries, mutations and subscriptions. */
  readonly fetch?: typeof globalThis.fetch | undefined;
};

/**
 * A client of the server's API.
 *
 * Queries and mutations reject with a `TRPCClientError<AppRouter>`, whose `data.failure` names the problem. A subscription
 * reconnects after a lost connection. It ends with an error if the server refuses it, sends an invalid message, or sends
 * nothing for longer than it promised.
 */
export function createApiClient(options: ApiClientOptions): ApiClient {
  return createTRPCClient<AppRouter>({ links: createApiLinks(options) });
}

/** The links of `createApiClient`, for other clients of tRPC, such as that of `@burgee/api-client/react-query`. */
export function createApiLinks({ url, token, fetch = globalFetch }: ApiClientOptions): TRPCLink<AppRouter>[] {
  const endpoint = `${url.replace(/\/+$/, '')}/trpc`;
  const authorization: Record<string, string> = token === undefined ? {} : { Authorization: `Bearer ${token}` };
  return [
    splitLink({
      condition: ({ type }) => type === 'subscription',
      true: [
        unwrapStreamErrors,
        httpSubscriptionLink({
          url: endpoint,
          // The browsers' EventSource cannot send headers, and Node has none.
          EventSource: TolerantEventSource,
          eventSourceOptions: {
            fetch: (input, init) => fetch(input, { ...init, headers: { ...init.headers, ...authorization } }),
            maxBufferSize: MAX_LINE_CHARS,
          },
        }),
      ],
      // Not batched, so that each call has its own status, Retry-After and log line.
      // POST, so that contexts are sent in the body.
      false: httpLink({ url: endpoint, methodOverride: 'POST', headers: authorization, fetch: boundedFetch(fetch) }),
    }),
  ];
}

/** Much longer than any line of a stream. Without a limit, a line that never ends would fill the memory (R14). */
const MAX_LINE_CHARS = 100_000;

// Looked up on each call, because instrumentation replaces it after a page has loaded.
const globalFetch: typeof globalThis.fetch = (...request) => globalThis.fetch(...request);
