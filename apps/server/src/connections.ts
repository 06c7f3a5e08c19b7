import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The connections of an HTTP server: how many there may be, which of them wait, and which are stuck. */
export type Connections = {
  /** Called with every request, before it is handled. */
  begin(response: ServerResponse): void;
  /**
   * From now on, each answer is the last one on its connection and says so with `Connection: close`. The client then ends the
   * connection itself, so it never sends a request on one that the server is closing.
   */
  drain(): void;
  /** Ends connections that have not sent anything yet, such as those that browsers open in advance. */
  endUnused(): void;
  /** Ends connections whose client has taken nothing for `forMs` although there is something for it (R17). */
  endStuck(nowMs: number, forMs: number): void;
};

/** The bytes that a client has not read yet, and since when it has read nothing. */
type Stuck = { readonly taken: number; readonly sinceMs: number };

/**
 * @param max how many there may be. One more takes the place of the one that has waited longest for a request, because idle
 * connections of clients must not keep others out. Without such a one, the new connection is closed.
 */
export function trackConnections(server: Server, max: number): Connections {
  /** Those without a request in the order in which they began to wait, then those with one. */
  const waiting = new Set<Socket>();
  const busy = new Map<Socket, Set<ServerResponse>>();
  const stuck = new WeakMap<Socket, Stuck>();
  let isDraining = false;

  server.on('connection', (socket) => {
    waiting.add(socket);
    socket.once('close', () => {
      waiting.delete(socket);
      busy.delete(socket);
    });
    if (waiting.size + busy.size > max) waiting.values().next().value?.destroy();
  });

  function begin(response: ServerResponse): void {
    const { socket } = response;
    if (isDraining) makeLast(response);
    if (!socket) return;
    const responses = busy.get(socket) ?? new Set();
    waiting.delete(socket);
    busy.set(socket, responses.add(response));
    response.once('close', () => finish(socket, response));
  }

  function finish(socket: Socket, response: ServerResponse): void {
    const responses = busy.get(socket);
    responses?.delete(response);
    if (responses?.size !== 0) return;
    busy.delete(socket);
    waiting.add(socket);
  }

  function endStuck(nowMs: number, forMs: number): void {
    for (const socket of [...busy.keys(), ...waiting]) {
      const taken = socket.bytesWritten - socket.writableLength;
      const before = stuck.get(socket);
      if (socket.writableLength === 0 || before?.taken !== taken) stuck.set(socket, { taken, sinceMs: nowMs });
      else if (nowMs - before.sinceMs >= forMs) socket.destroy();
    }
  }

  return {
    begin,
    drain: () => {
      isDraining = true;
      for (const responses of busy.values()) for (const response of responses) makeLast(response);
    },
    endUnused: () => {
      for (const socket of waiting) if (socket.bytesRead === 0) socket.end();
    },
    endStuck,
  };
}

function makeLast(response: ServerResponse): void {
  response.shouldKeepAlive = false;
  if (!response.headersSent) return;
  // Its head has not said so, so that the connection would stay open. The response loses its socket when it finishes.
  const { socket } = response;
  response.once('finish', () => socket?.destroySoon());
}
