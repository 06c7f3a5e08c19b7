import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The connections of an HTTP server: how many are allowed, which are idle, and which are stuck. */
export type Connections = {
  /** Called with every request, before it is handled. */
  begin(response: ServerResponse): void;
  /**
   * From now on, each answer is the last one on its connection and says so with `Connection: close`. The client then ends the
   * connection itself, so it never sends a request on one that the server is closing.
   */
  drain(): void;
  /** Closes connections that have not sent anything yet, such as those that browsers open in advance. */
  endUnused(): void;
  /** Closes connections whose client has read nothing for `forMs` although data is waiting for it (R17). */
  endStuck(nowMs: number, forMs: number): void;
};

/** How many bytes a client has read, and since when it has read nothing more. */
type Stuck = { readonly taken: number; readonly sinceMs: number };

/**
 * @param max the maximum number of connections. One more replaces the connection that has been idle longest, because
 * idle connections must not keep other clients out. Without an idle one, the new connection is closed.
 */
export function trackConnections(server: Server, max: number): Connections {
  /** Idle connections, the longest idle one first. */
  const waiting = new Set<Socket>();
  /** The responses in progress of each busy connection; more than one if its client does not wait for them. */
  const busy = new Map<Socket, ServerResponse[]>();
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
    const others = busy.get(socket);
    if (others) others.push(response);
    else {
      waiting.delete(socket);
      busy.set(socket, [response]);
    }
    // One function for all responses, instead of a closure and the wrapper of `once` for each.
    response.on('close', finish);
  }

  function finish(this: ServerResponse): void {
    const { socket } = this.req;
    const responses = busy.get(socket);
    if (!responses) return;
    responses.splice(responses.indexOf(this), 1);
    if (responses.length > 0) return;
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
  // Its head lacked `Connection: close`, so the connection would stay open. The response loses its socket when it
  // finishes.
  const { socket } = response;
  response.once('finish', () => socket?.destroySoon());
}
