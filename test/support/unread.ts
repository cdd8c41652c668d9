/** Somebody who asks for something and does not read it. */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

export interface Unread {
  /** The beginning of the answer, once something of it has come; the rest stays where it is. */
  readonly begun: Promise<string>;
  readonly socket: Socket;
  /** Reads on until the connection ends; how many bytes came in all. */
  rest(): Promise<number>;
}

/** Asks over a connection of its own; nothing is read but what comes by itself before reading stops. */
export function askUnread(url: string, path: string, headers: Readonly<Record<string, string>>): Unread {
  const { hostname, port, host } = new URL(url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => undefined);
  const lines = Object.entries({ host, connection: 'close', ...headers }).map(([name, value]) => `${name}: ${value}`);
  socket.write([`GET ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
  const begun = once(socket, 'readable').then(() => String(socket.read(64) ?? ''));
  const rest = async (): Promise<number> => {
    let bytes = 64;
    socket.on('data', (chunk: Buffer) => (bytes += chunk.length)).resume();
    if (!socket.closed) await once(socket, 'close');
    return bytes;
  };
  return { begun, socket, rest };
}
