import type { Session } from '@burgee/contracts';
import { createContext, useContext, useSyncExternalStore } from 'react';
import type { Connection, ConnectionStore } from './connection-state.ts';
import type { OwnWrites } from './own-writes.ts';
import type { SessionControl } from './session-control.ts';
import type { SessionState, SessionStore } from './session-state.ts';

type Stores = {
  readonly session: SessionStore;
  readonly control: SessionControl;
  readonly connection: ConnectionStore;
  readonly writes: OwnWrites;
};

const StoresContext = createContext<Stores | undefined>(undefined);
export const StoresProvider = StoresContext.Provider;

export function useStores(): Stores {
  const stores = useContext(StoresContext);
  if (!stores) throw new Error('useStores() needs a <StoresProvider> above it.');
  return stores;
}

export function useSessionState(): SessionState {
  const { session } = useStores();
  return useSyncExternalStore(session.subscribe, session.get);
}

/** The session of the signed-in person; below `RequireSession` there always is one. */
export function useSession(): Session {
  const state = useSessionState();
  if (state.kind === 'none') throw new Error('Nobody is signed in.');
  return state.session;
}

export function useConnection(): Connection {
  const { connection } = useStores();
  return useSyncExternalStore(connection.subscribe, connection.get);
}
