import type { QueryClient } from '@tanstack/react-query';
import { getQueryKey } from '@trpc/react-query';
import type { SessionChannel } from './session-channel.ts';
import type { SessionStore } from './session-state.ts';
import { trpc, type Client } from './trpc.ts';

export type SessionControl = {
  /** Asks who it is now, and asks anew for all that is on the screen. `false`: the server knows of nobody. */
  readonly signedIn: () => Promise<boolean>;
  /** Nothing of what was read stays in memory. */
  readonly signedOut: () => void;
};

type Parts = {
  readonly client: Client;
  readonly queryClient: QueryClient;
  readonly session: SessionStore;
  readonly channel: SessionChannel;
};

/** What happens when somebody signs in or out: here, and in the other tabs. */
export function createSessionControl({ client, queryClient, session, channel }: Parts): SessionControl {
  const key = getQueryKey(trpc.session.me, undefined, 'query');

  async function learn(): Promise<boolean> {
    const me = await client.session.me.query();
    session.learn(me);
    queryClient.setQueryData(key, me);
    // Those that failed in between too: screens show what they could not load.
    if (me) await queryClient.invalidateQueries({ predicate: ({ queryKey }) => queryKey[0] !== key[0] });
    return me !== null;
  }
  function forget(): void {
    session.clear();
    queryClient.setQueryData(key, null);
    queryClient.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== key[0] });
  }
  channel.listen((message) => {
    if (message === 'signed-out') forget();
    // The next answer tells what went wrong, if anything did.
    else learn().catch(() => {});
  });
  return {
    signedIn: async () => {
      const isKnown = await learn();
      if (isKnown) channel.say('signed-in');
      return isKnown;
    },
    signedOut: () => {
      forget();
      channel.say('signed-out');
    },
  };
}
