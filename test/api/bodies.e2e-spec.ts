/**
 * Bodies are weighed before they are read: counted in bytes that the server took off the line, not in time.
 *
 * @runs sqlite
 */
import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { Bodies, STRANGERS_BODY_BYTES } from '../../src/edge/bodies.service';
import { MAX_FILE_BYTES } from '../../src/attachments/attachments.service';
import { isFull } from '../support/scale';
import { openSite, type Site } from '../support/site';

const SOCKETS = isFull ? 400 : 20;
const FILES = '/api/v1/cooperatives/WRYT/contracts/WRYT-2022-002/attachments';
/** What lies in buffers on the way before anybody has decided anything. */
const ON_THE_WAY = 300_000;

let site: Site;
let taken: Socket[];

beforeAll(async () => {
  site = await openSite();
  site.app.getHttpServer().on('connection', (socket: Socket) => taken.push(socket));
});
beforeEach(() => (taken = []));
afterAll(() => site.close());

/** Sends as much as is let in; the status of the answer. */
async function send(path: string, headers: Record<string, string>, bytes: number): Promise<number> {
  const { hostname, port, host } = new URL(site.url);
  const socket = connect({ host: hostname, port: Number(port) });
  socket.on('error', () => undefined);
  let answer = '';
  socket.on('data', (chunk: Buffer) => (answer += String(chunk)));
  const isChunked = headers['transfer-encoding'] !== undefined;
  const length: Record<string, string> = isChunked ? {} : { 'content-length': String(bytes) };
  const lines = Object.entries({ host, ...length, ...headers }).map(([name, value]) => `${name}: ${value}`);
  socket.write([`POST ${path} HTTP/1.1`, ...lines, '', ''].join('\r\n'));
  const piece = Buffer.alloc(65_536, 0x20);
  for (let sent = 0; sent < bytes && !socket.destroyed && answer === ''; sent += piece.length) {
    if (isChunked) socket.write(`${piece.length.toString(16)}\r\n`);
    const isTaken = socket.write(piece);
    if (isChunked) socket.write('\r\n');
    if (!isTaken)
      await Promise.race([once(socket, 'drain'), once(socket, 'close'), once(socket, 'data')]).catch(() => 0);
  }
  if (!socket.closed) await new Promise((resolve) => socket.once('close', resolve));
  return Number(answer.slice(9, 12));
}

const read = (): number => taken.reduce((sum, { bytesRead }) => sum + bytesRead, 0);

describe('a body from a stranger', () => {
  it('is not read where files are taken', async () => {
    const all = Array.from({ length: SOCKETS }, () => send(FILES, { 'content-type': 'image/png' }, MAX_FILE_BYTES));
    const statuses = new Set(await Promise.all(all));
    // The answer is lost when the connection is closed over what was still on the way; on a busy machine a body may also come too slowly.
    for (const status of statuses) expect([0, 408, 413]).toContain(status);
    expect(read()).toBeLessThan(SOCKETS * ON_THE_WAY);
    expect(site.app.get(Bodies).bytes).toBe(0);
  });

  it('is read no further than a sign-in is long, also when it comes in pieces', async () => {
    const json = { 'content-type': 'application/json' };
    for (const headers of [json, { ...json, 'transfer-encoding': 'chunked' }])
      await Promise.all(Array.from({ length: SOCKETS }, () => send('/api/v1/sign-in', headers, 1_000_000)));
    expect(read()).toBeLessThan(2 * SOCKETS * ON_THE_WAY);
    expect(site.app.get(Bodies).bytes).toBe(0);
  });

  it('that is as long as it may be is read and answered', async () => {
    const body = JSON.stringify({ login: 'somebody', password: 'x'.repeat(100) }).padEnd(STRANGERS_BODY_BYTES);
    const ask = (payload: string) =>
      site.app.inject({
        method: 'POST',
        url: '/api/v1/sign-in',
        headers: { 'content-type': 'application/json' },
        payload,
      });
    expect((await ask(body)).statusCode).toBe(401);
    expect((await ask(`${body} `)).json()).toMatchObject({ status: 413, code: 'body_too_large' });
  });
});

describe('a body from somebody who is signed in', () => {
  it('has its share of what is on the way, and leaves the others theirs', async () => {
    const [greedy, modest] = [await site.reader('greedy', 'clerk'), await site.reader('modest', 'clerk')];
    const { hostname, port, host } = new URL(site.url);
    const begun: Socket[] = [];
    const begin = async (headers: Readonly<Record<string, string>>, sent: number): Promise<void> => {
      const bodies = site.app.get(Bodies);
      const [before, socket] = [bodies.bytes, connect({ host: hostname, port: Number(port) })];
      begun.push(socket.on('error', () => undefined));
      const lines = Object.entries({ host, 'content-length': String(sent), ...headers });
      socket.write(
        [
          'POST /c/WRYT/contracts/WRYT-2022-002/events/any/files HTTP/1.1',
          ...lines.map(([name, value]) => `${name}: ${value}`),
          '',
          '',
        ].join('\r\n'),
      );
      await until(() => bodies.bytes > before);
    };
    const form = { 'content-type': 'multipart/form-data; boundary=x' };
    await begin({ ...greedy.person.headers, ...form }, 100_000_000);
    await begin({ ...greedy.person.headers, ...form }, 100_000_000);
    const json = { 'content-type': 'application/json' };
    const record = (headers: Readonly<Record<string, string>>, code: string) =>
      site.app.inject({
        method: 'POST',
        url: '/api/v1/cooperatives/WRYT/households',
        headers: { ...headers, ...json },
        payload: { code, name: code },
      });
    expect((await record(greedy.person.headers, 'H-1')).json()).toMatchObject({
      status: 429,
      code: 'too_many_requests',
    });
    expect((await record(modest.person.headers, 'H-2')).statusCode).toBe(201);
    for (const socket of begun) socket.destroy();
    await until(() => site.app.get(Bodies).bytes === 0);
    expect((await record(greedy.person.headers, 'H-3')).statusCode).toBe(201);
  });

  it('is told that the session has ended when a large form comes after that', async () => {
    const payload = `note=${'n'.repeat(STRANGERS_BODY_BYTES)}`;
    const headers = { cookie: 'sureg=ended', 'content-type': 'application/x-www-form-urlencoded', accept: 'text/html' };
    const answer = await site.app.inject({ method: 'POST', url: '/c/WRYT/batch', headers, payload });
    expect(answer.statusCode).toBe(401);
    expect(answer.headers['content-type']).toContain('text/html');
  });
});

async function until(holds: () => boolean): Promise<void> {
  for (let i = 0; i < 500 && !holds(); i++) await pause(10);
  expect(holds()).toBe(true);
}
