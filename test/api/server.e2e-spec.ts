/** @runs sqlite */
import { get, request, type IncomingHttpHeaders } from 'node:http';
import { connect } from 'node:net';
import { openDatabase, type OpenDatabase } from '../../src/database/data-source';
import { DomainError } from '../../src/domain/errors';
import { serveHttp, type HttpServer } from '../../src/server/server';
import { everybody, type Person } from '../support/people';
import { createTestDatabase, type TestDatabase } from '../support/database';

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

function ask(url: string, headers: Record<string, string> = {}, method = 'GET', body?: string): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method, headers, agent: false }, (response) => {
      let text = '';
      response.setEncoding('utf8').on('data', (chunk: string) => (text += chunk));
      response.on('end', () => resolve({ status: response.statusCode, headers: response.headers, text }));
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

describe('the server', () => {
  let test: TestDatabase;
  let database: OpenDatabase;
  let server: HttpServer;
  let me: Person;
  beforeAll(async () => {
    test = await createTestDatabase();
    database = await openDatabase(test.url);
    me = await everybody({ database });
    server = await serveHttp(database, { host: '127.0.0.1', port: 0 });
  });
  afterAll(async () => {
    await server.close();
    await database.close();
    await test.drop();
  });

  it('says that it lives and is ready', async () => {
    expect(server.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    for (const path of ['/health/live', '/health/ready'])
      expect(await ask(server.url + path)).toMatchObject({ status: 200, text: '{"status":"ok"}' });
  });

  it('prints a link to the page that makes the first operator, while there is nobody', async () => {
    expect(server).not.toHaveProperty('setup');
    const empty = await createTestDatabase();
    const fresh = await openDatabase(empty.url);
    const first = await serveHttp(fresh, { host: '127.0.0.1', port: 0 });
    const page = await ask(first.setup ?? '', { accept: 'text/html' });
    expect([page.status, page.text.includes('name="newPassword"')]).toEqual([200, true]);
    await first.close();
    await fresh.close();
    await empty.drop();
  });

  it('refuses to be reached from elsewhere without TLS', async () => {
    for (const host of ['0.0.0.0', '::', '192.168.1.5', 'example.org'])
      await expect(serveHttp(database, { host, port: 0 })).rejects.toThrow(
        new DomainError('not_permitted', {}, 'HOST'),
      );
  });

  it('is not opened to the network by naming the address that people type', async () => {
    const refused = new DomainError('not_permitted', {}, 'HOST');
    for (const publicUrl of ['https://sureg.example', 'http://localhost:3000'])
      for (const host of ['127.0.0.2', '0.0.0.0', '::'])
        await expect(serveHttp(database, { host, port: 0, publicUrl })).rejects.toThrow(refused);
    const proxies = ['10.0.0.7'];
    await expect(serveHttp(database, { host: '0.0.0.0', port: 0, proxies })).rejects.toThrow(refused);
    const second = await serveHttp(database, {
      host: '127.0.0.2',
      port: 0,
      proxies,
      publicUrl: 'https://sureg.example',
    });
    await second.close();
  });

  it('says plainly that its address is taken', async () => {
    const port = Number(new URL(server.url).port);
    await expect(serveHttp(database, { host: '127.0.0.1', port })).rejects.toMatchObject({
      code: 'address_unavailable',
      details: { address: `127.0.0.1:${port}`, reason: 'EADDRINUSE' },
    });
    expect(await ask(`${server.url}/health/ready`)).toMatchObject({ status: 200 });
  });

  it('answers to names of this machine only', async () => {
    const { port } = new URL(server.url);
    for (const host of [`localhost:${port}`, `127.0.0.1:${port}`, '[::1]', 'LOCALHOST'])
      expect(await ask(`${server.url}/health/live`, { host })).toMatchObject({ status: 200 });
    for (const host of ['evil.example', 'localhost.evil.example', '127.0.0.1.nip.io', 'evil.example:3000']) {
      const answer = await ask(`${server.url}/api/v1/cooperatives`, { host, 'accept-language': 'en' });
      expect(answer).toMatchObject({ status: 403, headers: { 'content-type': 'application/problem+json' } });
      expect(JSON.parse(answer.text)).toMatchObject({ code: 'not_permitted' });
    }
  });

  it('gives every answer the id of its request; the given one when it is sane', async () => {
    const idOf = async (id?: string): Promise<string> =>
      String(
        (await ask(`${server.url}/health/live`, id === undefined ? {} : { 'x-request-id': id })).headers[
          'x-request-id'
        ],
      );
    expect(await idOf('abc-123')).toBe('abc-123');
    const made = /^[0-9a-f-]{36}$/;
    expect(await idOf()).toMatch(made);
    for (const bad of ['a b', '<script>', 'x'.repeat(65), '']) expect(await idOf(bad)).toMatch(made);
    const problem = await ask(`${server.url}/api/v1/cooperatives/nope`, { ...me.headers, 'x-request-id': 'r-1' });
    expect(JSON.parse(problem.text)).toMatchObject({ code: 'cooperative_unknown', requestId: 'r-1' });
  });

  it('says no more than it must', async () => {
    const { headers } = await ask(`${server.url}/api/v1/cooperatives`);
    expect(headers).toMatchObject({ 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' });
    expect(headers).not.toHaveProperty('x-powered-by');
    expect(headers).not.toHaveProperty('access-control-allow-origin');
  });

  it('answers what is under way before it stops, also to a client that keeps its connection', async () => {
    const second = await serveHttp(database, { host: '127.0.0.1', port: 0 });
    await ask(`${second.url}/health/live`, { connection: 'keep-alive' });
    let open: () => void = () => undefined;
    const gate = new Promise<void>((resolve) => (open = resolve));
    const held = database.writer.write('installation', () => gate);
    const body = JSON.stringify({ code: 'A', name: 'A', accounting: 'CN-COOP-2021' });
    const answer = ask(
      `${second.url}/api/v1/cooperatives`,
      { ...me.headers, 'content-type': 'application/json', connection: 'keep-alive' },
      'POST',
      body,
    );
    await new Promise((resolve) => setTimeout(resolve, 100));
    const closed = second.close();
    open();
    await held;
    expect(await answer).toMatchObject({ status: 201 });
    await closed;
    const refused = new Promise((resolve) => get(`${second.url}/health/live`).on('error', resolve));
    expect(await refused).toMatchObject({ code: 'ECONNREFUSED' });
  });

  it('does not wait for connections on which nothing or only half a request came', async () => {
    const second = await serveHttp(database, { host: '127.0.0.1', port: 0 });
    const port = Number(new URL(second.url).port);
    const half =
      'POST /api/v1/sign-in HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\nContent-Length: 99\r\n\r\n{';
    const open = ['', half].map((sent) => {
      const socket = connect(port, '127.0.0.1');
      socket.write(sent);
      return socket;
    });
    const ended = open.map((socket) => new Promise((resolve) => socket.on('error', resolve).on('close', resolve)));
    await ask(`${second.url}/health/live`);
    const closed = second.close().then(() => 'closed');
    const tooLong = new Promise((resolve) => setTimeout(resolve, 10_000, 'still open').unref());
    const outcome = await Promise.race([closed, tooLong]);
    for (const socket of open) socket.destroy();
    await Promise.all([...ended, closed]);
    expect(outcome).toBe('closed');
  }, 20_000);
});
