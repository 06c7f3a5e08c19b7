import { type ApiHooks, createApiHooks } from '@burgee/api-client/react-query';
import { httpLink, httpSubscriptionLink, splitLink } from '@trpc/client';
import type { OwnWrites } from './own-writes.ts';
import { serverBase } from './server-url.ts';

/** The hooks of every procedure: `trpc.flags.list.useQuery(...)`, `trpc.flags.update.useMutation()`, `trpc.useUtils()`. */
export const trpc: ApiHooks = createApiHooks();

export type Client = ReturnType<typeof trpc.createClient>;

/** Calls the server that served the page; the browser sends the session cookie. */
export function createClient(writes: OwnWrites): Client {
  const url = `${serverBase()}/trpc`;
  return trpc.createClient({
    links: [
      writes.link,
      splitLink({
        condition: ({ type }) => type === 'subscription',
        true: httpSubscriptionLink({ url }),
        // Not batched, so that each call has its own status, Retry-After and log line.
        // POST keeps user ids and contexts in the body.
        false: httpLink({ url, methodOverride: 'POST' }),
      }),
    ],
  });
}
