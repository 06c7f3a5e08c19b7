import type { AppRouter } from '@burgee/api-client';
import { parseServed, type PlaceChange, SERVED_HEADER } from '@burgee/contracts';
import type { TRPCLink } from '@trpc/client';
import { tap } from '@trpc/server/observable';

/**
 * Called with each answer to a write, before its caller receives the answer.
 *
 * @param served the changes that the write made. Empty if it failed, changed nothing, or is not served yet.
 */
type OnAnswer = (served: readonly PlaceChange[]) => void;

/** The writes of this tab, by which `followChanges` recognizes their echo in the change stream. */
export type OwnWrites = {
  /** Whether a write has been sent and not been answered. */
  readonly isPending: () => boolean;
  readonly subscribe: (listener: OnAnswer) => () => void;
  readonly link: TRPCLink<AppRouter>;
};

export function createOwnWrites(): OwnWrites {
  let pending = 0;
  const listeners = new Set<OnAnswer>();
  const receive: OnAnswer = (served) => {
    pending -= 1;
    for (const listener of listeners) listener(served);
  };
  return {
    isPending: () => pending > 0,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    link:
      () =>
      ({ op, next }) => {
        if (op.type !== 'mutation') return next(op);
        pending += 1;
        return next(op).pipe(
          tap({
            next: ({ context }) => receive(servedBy(context?.['response'] as Response | undefined)),
            error: () => receive([]),
          }),
        );
      },
  };
}

function servedBy(response: Response | undefined): readonly PlaceChange[] {
  const served = response?.headers.get(SERVED_HEADER);
  return served ? parseServed(served) : [];
}
