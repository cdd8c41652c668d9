/** The real API over a fresh database, asked without a network. */
import type { NestFastifyApplication } from '@nestjs/platform-fastify';
import type { OpenAPIObject } from '@nestjs/swagger';
import { VerifyService } from '../../src/verify/verify.service';
import type { FixedClock } from '../../src/common/clock';
import { quietRun } from '../../src/common/progress';
import type { OpenDatabase } from '../../src/database/data-source';
import { buildHttpApp } from '../../src/server/server';
import { openTestDatabase } from './database';
import { EXAMPLE_BOOK, exampleClock } from './example-book';
import { holdToDocument } from './document';
import { everybody, person, signIn, type Person } from './people';

export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  // The tests say what they expect of it.
  readonly body: any; // eslint-disable-line @typescript-eslint/no-explicit-any
}

export interface Api {
  /** Who asks: with every role in every cooperative. */
  readonly me: Person;
  readonly app: NestFastifyApplication;
  readonly database: OpenDatabase;
  readonly url: string;
  readonly clock: FixedClock;
  get(path: string, headers?: Record<string, string>): Promise<Answer>;
  send(
    method: 'POST' | 'PUT' | 'PATCH' | 'DELETE',
    path: string,
    body?: unknown,
    headers?: Record<string, string>,
  ): Promise<Answer>;
  /** Records an event of the seed contract, or another. */
  record(event: object, contract?: string): Promise<Answer>;
  /** What a proposal came to when a second person of the branch approved it; `answer` is that of whoever made it. */
  approve(answer: Answer): Promise<Answer>;
  /** The first fault of the book; undefined when it is whole. */
  fault(): Promise<unknown>;
  close(): Promise<void>;
}

export const WRYT = '/api/v1/cooperatives/WRYT';

/** With the Wuriyintuya book in it, on 1 March 2026. */
export async function openApi(): Promise<Api> {
  const { test, database } = await openTestDatabase(EXAMPLE_BOOK);
  const clock = exampleClock();
  const app = await buildHttpApp(database, { clock, requestsPerMinute: 1_000_000 });
  const me = await everybody({ database, clock });
  const { body: docs } = await app.inject({ url: '/api/docs.json', headers: me.headers });
  holdToDocument(app, JSON.parse(docs) as OpenAPIObject);
  const ask = askWith(app, me);
  const second = await person({ database, clock }, 'second', 'WRYT', 'branch');
  const askSecond = askWith(app, { renew: () => Promise.resolve() });
  return {
    me,
    app,
    database,
    url: test.url,
    clock,
    get: (path, headers) => ask('GET', path, undefined, headers),
    send: (method, path, body, headers) => ask(method, path, body, headers),
    record: (event, contract = 'WRYT-2022-002') => ask('POST', `${WRYT}/contracts/${contract}/events`, event),
    approve: async ({ status, headers: { location = '' } }) => {
      expect(status).toBe(202);
      return askSecond(
        'POST',
        `${location}/approve`,
        undefined,
        (await signIn(database, second.id, 'second', clock)).headers,
      );
    },
    fault: async () => (await app.get(VerifyService).verify(quietRun())).fault,
    close: async () => {
      await app.close();
      await database.close();
      await test.drop();
    },
  };
}

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** A string is sent as it is, anything else as JSON. */
function askWith(app: NestFastifyApplication, me: Partial<Person> & { renew(): Promise<void> }) {
  return async (method: Method, url: string, body?: unknown, headers: Record<string, string> = {}): Promise<Answer> => {
    const payload = body === undefined ? undefined : typeof body === 'string' ? body : JSON.stringify(body);
    const type = payload === undefined ? {} : { 'content-type': 'application/json' };
    await me.renew();
    const response = await app.inject({
      method,
      url,
      headers: { ...type, ...me.headers, ...headers },
      ...(payload === undefined ? {} : { payload }),
    });
    const text = response.body;
    return {
      status: response.statusCode,
      headers: response.headers as Record<string, string>,
      body: text.startsWith('{') ? JSON.parse(text) : text,
    };
  };
}
