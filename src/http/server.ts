/** Builds and serves the API over an open book. */
import { randomUUID } from 'node:crypto';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { AppModule } from '../app.module';
import type { Clock } from '../common/clock';
import { acceptStrictJson } from '../common/json-body';
import { answerProblem, ProblemFilter } from '../common/problem.filter';
import type { OpenDatabase } from '../database/data-source';
import { DomainError } from '../domain/errors';
import { KnownQueriesGuard } from './known-queries.guard';
import { serveDocs } from './openapi';

/** The largest body, in bytes; as long as a line of a book. */
export const MAX_BODY_BYTES = 1_048_576;
const MAX_PARAM_LENGTH = 400;
const REQUEST_MILLIS = 60_000;
const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;
const LOOPBACK = new Set(['127.0.0.1', '::1', 'localhost']);
/** What a Host header may say: a name of this machine, so that no foreign site reaches the book by a name that resolves to it. */
const LOCAL_NAME = /^(?:127\.0\.0\.1|\[::1\]|localhost)(?::\d{1,5})?$/i;

/** A server that answers. */
export interface HttpServer {
  readonly url: string;
  close(): Promise<void>;
}

/** The application, ready to listen or to be injected into. */
export async function buildHttpApp(
  database: OpenDatabase,
  clock?: Clock,
  logger = true,
): Promise<NestFastifyApplication> {
  const adapter = new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    requestTimeout: REQUEST_MILLIS,
    frameworkErrors: answerProblem,
    // What is served is all that stands on stdout.
    logger: logger ? { level: 'warn', stream: process.stderr } : false,
    requestIdHeader: false,
    genReqId: (request: { headers: Record<string, unknown> }) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
  } as ConstructorParameters<typeof FastifyAdapter>[0]);
  acceptStrictJson(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(AppModule.of(database, clock), adapter, {
    bodyParser: false,
    logger: false,
  });
  app.useGlobalFilters(new ProblemFilter());
  app.useGlobalGuards(new KnownQueriesGuard());
  const fastify = app.getHttpAdapter().getInstance();
  fastify.addHook('onRequest', async (request, reply) => {
    const { host } = request.headers;
    if (host !== undefined && LOCAL_NAME.test(host)) return undefined;
    answerProblem(new DomainError('not_permitted', { host: (host ?? '').slice(0, 80) }), request, reply);
    return reply;
  });
  fastify.addHook('onSend', async (request, reply) => {
    void reply.header('x-request-id', request.id).header('x-content-type-options', 'nosniff');
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
  });
  serveDocs(app);
  await app.init();
  await fastify.ready();
  return app;
}

/**
 * Serves until closed; requests under way are answered first.
 *
 * @throws DomainError not_permitted for an address that others can reach (there is no sign-in yet), address_unavailable
 */
export async function serveHttp(
  database: OpenDatabase,
  options: { readonly host: string; readonly port: number },
): Promise<HttpServer> {
  if (!LOOPBACK.has(options.host)) throw new DomainError('not_permitted', { host: options.host }, 'HOST');
  const app = await buildHttpApp(database);
  try {
    await app.listen(options.port, options.host);
  } catch (error) {
    await app.close();
    const { code, syscall } = error as { code?: string; syscall?: string };
    if (syscall !== 'listen' || code === undefined) throw error;
    throw new DomainError('address_unavailable', { address: `${options.host}:${options.port}`, reason: code }, 'PORT');
  }
  const address = app.getHttpServer().address() as { port: number };
  const host = options.host.includes(':') ? `[${options.host}]` : options.host;
  return { url: `http://${host}:${address.port}`, close: () => app.close() };
}
