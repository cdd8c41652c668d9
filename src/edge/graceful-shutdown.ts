/** Ends connections that would keep a stopping server waiting: those on which no whole request has come. */
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';

/** How long a request that is still coming in has to arrive once the server stops. */
const GRACE_MILLIS = 3_000;

/**
 * Browsers open connections ahead of need, and slow senders stop halfway; when a server closes, Node neither counts the first as idle nor
 * goes on to time the others out. What has come whole is answered, however long that takes.
 *
 * @returns to be called when the server begins to close; what it gives is called when it has closed
 */
export function watchConnections(server: Pick<Server, 'on'>): () => () => void {
  const open = new Map<Socket, IncomingMessage | undefined>();
  server.on('connection', (socket: Socket) => {
    open.set(socket, undefined);
    socket.once('close', () => open.delete(socket));
  });
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    open.set(socket, request);
    response.once('close', () => {
      if (open.get(socket) === request) open.set(socket, undefined);
    });
  });
  return () => {
    const timer = setTimeout(() => {
      for (const [socket, request] of open) if (request?.complete !== true) socket.destroy();
    }, GRACE_MILLIS);
    return () => clearTimeout(timer);
  };
}
