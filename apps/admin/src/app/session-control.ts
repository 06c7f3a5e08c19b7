import type { QueryClient } from '@tanstack/react-query';
import { getQueryKey } from '@trpc/react-query';
import type { SessionChannel } from './session-channel.ts';
import type { SessionStore } from './session-state.ts';
import { type Client, trpc } from './trpc.ts';

export type SessionControl = {
  /** Fetches the new session and refetches everything on the screen. Returns whether the server has a session. */
  readonly signedIn: () => Promise<boolean>;
  /** Clears the session and all cached data. */
  readonly signedOut: () => void;
};

type Parts = {
  readonly client: Client;
  readonly queryClient: QueryClient;
  readonly session: SessionStore;
  readonly channel: SessionChannel;
};

/** Applies signing in and out in this tab and in the other tabs. */
export function createSessionControl({ client, queryClient, session, channel }: Parts): SessionControl {
  const key = getQueryKey(trpc.session.me, undefined, 'query');

  async function fetchSession(): Promise<boolean> {
    const me = await client.session.me.query();
    session.setSession(me);
    queryClient.setQueryData(key, me);
    // Includes queries that failed without a session, so that their screens recover.
    if (me) await queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== key[0] });
    return me !== null;
  }
  function clearSession(): void {
    session.clear();
    queryClient.setQueryData(key, null);
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== key[0] });
  }
  channel.listen((message) => {
    if (message === 'signed-out') clearSession();
    // A failure shows up with the next call.
    else fetchSession().catch(() => {});
  });
  return {
    signedIn: async () => {
      const hasSession = await fetchSession();
      if (hasSession) channel.send('signed-in');
      return hasSession;
    },
    signedOut: () => {
      clearSession();
      channel.send('signed-out');
    },
  };
}
