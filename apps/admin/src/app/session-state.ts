import type { Session } from '@burgee/contracts';

export type SessionState =
  /** The session is not known yet, or nobody is signed in. */
  | { readonly kind: 'none' }
  | { readonly kind: 'open'; readonly session: Session }
  /** The session expired while the app was open. The screen stays as it is. */
  | { readonly kind: 'ended'; readonly session: Session };

export type SessionStore = {
  readonly get: () => SessionState;
  readonly subscribe: (listener: () => void) => () => void;
  /** Applies an answer of `session.me`. */
  readonly setSession: (session: Session | null) => void;
  /** Called when a call is refused because the session has expired. */
  readonly end: () => void;
  /** Called when the person signs out. */
  readonly clear: () => void;
};

export function createSessionStore(): SessionStore {
  let state: SessionState = { kind: 'none' };
  const listeners = new Set<() => void>();
  function setState(next: SessionState): void {
    state = next;
    for (const listener of listeners) listener();
  }
  function end(): void {
    if (state.kind === 'open') setState({ kind: 'ended', session: state.session });
  }
  return {
    get: () => state,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    setSession: (session) => (session ? setState({ kind: 'open', session }) : end()),
    end,
    clear: () => setState({ kind: 'none' }),
  };
}
