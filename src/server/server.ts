/** Builds and serves the API over an open book. */
import { randomUUID } from 'node:crypto';
import type { Socket } from 'node:net';
import cookie from '@fastify/cookie';
import helmet from '@fastify/helmet';
import { BadRequestException } from '@nestjs/common';
import { NestFactory } from '@nestjs/core';
import { FastifyAdapter, type NestFastifyApplication } from '@nestjs/platform-fastify';
import { LogController } from 'fastify';
import { AppModule } from './app.module';
import type { Clock } from '../common/clock';
import { acceptForms, acceptStrictJson } from '../common/json-body';
import { answerProblem } from '../edge/problem.filter';
import type { Environment } from '../config/environment';
import type { OpenDatabase } from '../database/data-source';
import { DomainError } from '../domain/errors';
import { Bodies, MAX_BODY_BYTES } from '../edge/bodies.service';
import { Downloads } from '../edge/downloads.service';
import { acceptFiles } from '../edge/file-body';
import { acceptFilesForms } from '../edge/files-form';
import { watchConnections } from '../edge/graceful-shutdown';
import { serveAssets } from '../web/kit/assets';
import { PageFilter } from '../web/kit/page.filter';
import { SetupService } from '../identity/setup.service';
import type { JobTimes } from '../jobs/runner';
import { logRequests, loggerOf, type LogLevel } from '../edge/logging';
import { serveDocs } from './openapi';
import { SlowReaders } from '../edge/slow-readers.service';
import { LOCAL, publicAddress, type PublicAddress } from '../edge/public-address';

const MAX_PARAM_LENGTH = 400;
const REQUEST_MILLIS = 60_000;
const HEADER_MILLIS = 10_000;
/** How often the two are looked at. */
const CHECK_MILLIS = 5_000;
/** Connections at a time; more are not taken. */
export const CONNECTIONS_MAX = 2_000;
/** What a session or a token may ask for in a minute, and all others of one network address: an office behind one line, but not a flood. */
const REQUESTS_A_MINUTE = 3_000;
const REQUEST_ID = /^[A-Za-z0-9._-]{1,64}$/;
const YEAR_SECONDS = 31_536_000;

/** How the application is reached and run. */
export interface HttpOptions {
  /** Another clock than the machine's, for tests. */
  readonly clock?: Clock;
  readonly log?: LogLevel;
  readonly address?: PublicAddress;
  readonly needsSecondFactor?: boolean;
  readonly requestsPerMinute?: number;
  /** Other waits of the jobs' worker, for tests. */
  readonly jobTimes?: JobTimes;
  /** Fonts for characters that the packaged ones lack. */
  readonly fontFolder?: string;
}

/** A server that answers. */
export interface HttpServer {
  readonly url: string;
  /** Where the first operator is made; only while there is no user. */
  readonly setup?: string;
  close(): Promise<void>;
}

/** The application, ready to listen or to be injected into. */
export async function buildHttpApp(database: OpenDatabase, options: HttpOptions = {}): Promise<NestFastifyApplication> {
  const { address = LOCAL } = options;
  const adapter = new FastifyAdapter({
    bodyLimit: MAX_BODY_BYTES,
    routerOptions: { maxParamLength: MAX_PARAM_LENGTH },
    requestTimeout: REQUEST_MILLIS,
    http: { headersTimeout: HEADER_MILLIS, connectionsCheckingInterval: CHECK_MILLIS },
    frameworkErrors: answerProblem,
    logger: loggerOf(options.log ?? 'silent'),
    logController: new LogController({ disableRequestLogging: true }),
    // What a proxy says about the caller is believed only where there is one: on this machine, or where it was said to be.
    trustProxy: address.isSecure ? ['loopback', ...address.proxies] : false,
    requestIdHeader: false,
    genReqId: (request: { headers: Record<string, unknown> }) => {
      const given = request.headers['x-request-id'];
      return typeof given === 'string' && REQUEST_ID.test(given) ? given : randomUUID();
    },
  } as ConstructorParameters<typeof FastifyAdapter>[0]);
  acceptStrictJson(adapter.getInstance());
  acceptForms(adapter.getInstance());
  acceptFiles(adapter.getInstance());
  const app = await NestFactory.create<NestFastifyApplication>(
    AppModule.of(database, {
      ...(options.clock ? { clock: options.clock } : {}),
      needsSecondFactor: options.needsSecondFactor ?? false,
      requestsPerMinute: options.requestsPerMinute ?? REQUESTS_A_MINUTE,
      ...(options.jobTimes ? { jobTimes: options.jobTimes } : {}),
      ...(options.fontFolder === undefined ? {} : { fontFolder: options.fontFolder }),
    }),
    adapter,
    { bodyParser: false, logger: false },
  );
  app.useGlobalFilters(new PageFilter());
  app.getHttpServer().maxConnections = CONNECTIONS_MAX;
  await harden(app, address);
  serveDocs(app);
  await app.init();
  await app.getHttpAdapter().getInstance().ready();
  return app;
}

/** What every answer carries and every request has to bear, whichever route it is for. */
async function harden(app: NestFastifyApplication, address: PublicAddress): Promise<void> {
  const fastify = app.getHttpAdapter().getInstance();
  fastify.decorate('publicAddress', address);
  await fastify.register(cookie);
  await acceptFilesForms(fastify);
  await fastify.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        formAction: ["'self'"],
        baseUri: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    strictTransportSecurity: address.isSecure ? { maxAge: YEAR_SECONDS } : false,
    referrerPolicy: { policy: 'same-origin' },
  });
  await serveAssets(fastify);
  fastify.addHook('onRequest', async (request) => {
    // No text has this character, and a database fails at it.
    if (request.url.includes('%00')) throw new BadRequestException();
  });
  fastify.addHook('onRequest', async (request, reply) => {
    const { host } = request.headers;
    if (host !== undefined && address.knows(host)) return undefined;
    answerProblem(new DomainError('not_permitted', { host: (host ?? '').slice(0, 80) }), request, reply);
    return reply;
  });
  fastify.addHook('onSend', async (request, reply) => {
    void reply.header('x-request-id', request.id);
    if (!reply.hasHeader('cache-control')) void reply.header('cache-control', 'no-store');
  });
  app.get(Bodies).attach(fastify);
  app.get(Downloads).attach(fastify);
  app.get(SlowReaders).watch(fastify);
  logRequests(fastify);
}

/**
 * Serves until closed; requests under way are answered first.
 *
 * @throws DomainError not_permitted for an address that others can reach without TLS, choice_invalid, address_unavailable
 */
export async function serveHttp(
  database: OpenDatabase,
  environment: Pick<Environment, 'host' | 'port'> & Partial<Environment>,
): Promise<HttpServer> {
  const { host, port, log = 'silent', needsSecondFactor = false, fontFolder } = environment;
  const address = publicAddress(environment.publicUrl, host, environment.proxies);
  const fonts = fontFolder === undefined ? {} : { fontFolder };
  const app = await buildHttpApp(database, { address, needsSecondFactor, log, ...fonts });
  const beginClosing = watchConnections(app.getHttpServer());
  app.getHttpServer().on('connection', (socket: Socket) => {
    if (!address.admits(socket.remoteAddress ?? '')) socket.destroy();
  });
  try {
    await app.listen(port, host);
  } catch (error) {
    await app.close();
    const { code, syscall } = error as { code?: string; syscall?: string };
    if (syscall !== 'listen' || code === undefined) throw error;
    throw new DomainError('address_unavailable', { address: `${host}:${port}`, reason: code }, 'PORT');
  }
  const bound = app.getHttpServer().address() as { port: number };
  const name = host.includes(':') ? `[${host}]` : host;
  const url = address.origin ?? `http://${name}:${bound.port}`;
  const secret = await app.get(SetupService).begin();
  return {
    url,
    ...(secret === undefined ? {} : { setup: `${url}/setup?token=${secret}` }),
    close: async () => {
      const closed = beginClosing();
      await app.close().finally(closed);
    },
  };
}
