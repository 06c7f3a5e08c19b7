import { hasStoredName, MINUTE_MS, nameInActor } from '@burgee/contracts';
import { trpc } from './trpc.ts';

/** Names rarely change, and a page shows the same few repeatedly. */
const STALE_MS = 5 * MINUTE_MS;

/** The current name of an actor: a person's address, a key's name. */
export function useActorName(actor: string): string {
  const { data, isLoading } = trpc.audit.actorName.useQuery(
    { actor },
    { enabled: hasStoredName(actor), staleTime: STALE_MS },
  );
  // A raw id means nothing to a reader, so a placeholder is better while the name loads.
  return isLoading ? '…' : (data?.name ?? nameInActor(actor));
}

export function ActorName({ actor }: { readonly actor: string }) {
  return useActorName(actor);
}
