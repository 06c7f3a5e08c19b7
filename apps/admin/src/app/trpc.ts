import type { AppRouter } from '@burgee/api-types';
import { httpLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import { serverBase } from './server-url.ts';
import { createTRPCReact, type CreateTRPCReact } from '@trpc/react-query';

/** The hooks of every procedure: `trpc.flags.list.useQuery(...)`, `trpc.flags.update.useMutation()`, `trpc.useUtils()`. */
export const trpc: CreateTRPCReact<AppRouter, unknown> = createTRPCReact<AppRouter>();

export type Client = ReturnType<typeof trpc.createClient>;

/** To the server that the page came from; the browser sends the cookie of the session. */
export function createClient(): Client {
  const url = `${serverBase()}/trpc`;
  return trpc.createClient({
    links: [
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: httpSubscriptionLink({ url }),
        // Not batched: each call has its own status, its own Retry-After and its own line in a log.
        // POST, so that user ids and contexts stand in the body.
        false: httpLink({ url, methodOverride: 'POST' }),
      }),
    ],
  });
}
