import type { Session } from '@burgee/contracts';

export type SessionState =
  /** Nobody has been asked for yet, or nobody has signed in. */
  | { readonly kind: 'none' }
  | { readonly kind: 'open'; readonly session: Session }
  /** It ended while the app was open. What is on the screen stays as it is. */
  | { readonly kind: 'ended'; readonly session: Session };

export type SessionStore = {
  readonly get: () => SessionState;
  readonly subscribe: (listener: () => void) => () => void;
  /** What `session.me` answered. */
  readonly learn: (session: Session | null) => void;
  /** A call was refused because nobody is signed in any more. */
  readonly end: () => void;
  /** Somebody signed out on purpose. */
  readonly clear: () => void;
};

export function createSessionStore(): SessionStore {
  let state: SessionState = { kind: 'none' };
  const listeners = new Set<() => void>();
  function set(next: SessionState): void {
    state = next;
    for (const listener of listeners) listener();
  }
  function end(): void {
    if (state.kind === 'open') set({ kind: 'ended', session: state.session });
  }
  return {
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    learn: (session) => (session ? set({ kind: 'open', session }) : end()),
    end,
    clear: () => set({ kind: 'none' }),
  };
}
