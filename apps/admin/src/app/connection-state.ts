export type Connection = 'connected' | 'lost';

export type ConnectionStore = {
  readonly get: () => Connection;
  readonly subscribe: (listener: () => void) => () => void;
  readonly set: (connection: Connection) => void;
};

/** Whether the server is reachable, as reported by every call and by the change stream. */
export function createConnectionStore(): ConnectionStore {
  let connection: Connection = 'connected';
  const listeners = new Set<() => void>();
  return {
    get: () => connection,
    subscribe: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    set: (next) => {
      if (next === connection) return;
      connection = next;
      for (const listener of listeners) listener();
    },
  };
}
