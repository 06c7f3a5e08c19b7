import type { Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** The connections of an HTTP server, and the answers that are on their way. */
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
};

export function trackConnections(server: Server): Connections {
  const sockets = new Set<Socket>();
  const inFlight = new Set<ServerResponse>();
  let isDraining = false;

  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });

  return {
    begin: (response) => {
      inFlight.add(response);
      response.once('close', () => inFlight.delete(response));
      if (isDraining) makeLast(response);
    },
    drain: () => {
      isDraining = true;
      for (const response of inFlight) makeLast(response);
    },
    endUnused: () => {
      for (const socket of sockets) if (socket.bytesRead === 0) socket.end();
    },
  };
}

function makeLast(response: ServerResponse): void {
  response.shouldKeepAlive = false;
  if (!response.headersSent) return;
  // Its head has not said so, so that the connection would stay open. The response loses its socket when it finishes.
  const { socket } = response;
  response.once('finish', () => socket?.destroySoon());
}
