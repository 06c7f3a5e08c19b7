import type { QueryClient } from '@tanstack/react-query';
import type { Surroundings } from '../ui/surroundings.ts';
import { type ConnectionStore, createConnectionStore } from './connection-state.ts';
import { createOwnWrites, type OwnWrites } from './own-writes.ts';
import { createQueryClient } from './query-client.ts';
import { type AppRouting, createAppRouter } from './router.tsx';
import { createSessionChannel } from './session-channel.ts';
import { createSessionControl, type SessionControl } from './session-control.ts';
import { createSessionStore, type SessionStore } from './session-state.ts';
import { type Client, createClient } from './trpc.ts';

export type AppParts = {
  readonly surroundings: Surroundings;
  readonly nonce: string;
  readonly session: SessionStore;
  readonly control: SessionControl;
  readonly connection: ConnectionStore;
  readonly writes: OwnWrites;
  readonly queryClient: QueryClient;
  readonly client: Client;
  readonly router: AppRouting;
};

export function createApp({ nonce, ...surroundings }: Surroundings & { readonly nonce: string }): AppParts {
  const session = createSessionStore();
  const connection = createConnectionStore();
  const queryClient = createQueryClient(session, connection, surroundings.now);
  const writes = createOwnWrites();
  const client = createClient(writes);
  const control = createSessionControl({ client, queryClient, session, channel: createSessionChannel() });
  return { surroundings, nonce, session, control, connection, writes, queryClient, client, router: createAppRouter() };
}
