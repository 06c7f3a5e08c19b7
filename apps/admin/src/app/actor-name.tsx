import { hasStoredName, nameInActor } from '@burgee/contracts';
import { trpc } from './trpc.ts';

/** Names change seldom, and one page shows the same few again and again. */
const STALE_MS = 5 * 60_000;

/** The current name of an actor: a person's address, a key's name. */
export function useActorName(actor: string): string {
  const { data, isLoading } = trpc.audit.actorName.useQuery(
    { actor },
    { enabled: hasStoredName(actor), staleTime: STALE_MS },
  );
  // Nobody knows an id by heart: while the name is on its way, nothing is better.
  return isLoading ? '…' : (data?.name ?? nameInActor(actor));
}

export function ActorName({ actor }: { readonly actor: string }) {
  return useActorName(actor);
}
