/** The server's log: one JSON line a request on stderr, with its number, and with nothing that identifies a person or opens a door. */
import type { FastifyInstance, FastifyRequest, FastifyServerOptions } from 'fastify';
import { plainJson } from '../common/json-text';
import type { AuthenticatedRequest } from './access';

export const LOG_LEVELS = ['silent', 'error', 'warn', 'info'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What is served is all that stands on stdout, so the log goes to stderr. */
export function loggerOf(level: LogLevel): FastifyServerOptions['logger'] {
  if (level === 'silent') return false;
  return {
    level,
    stream: { write: (line: string) => void process.stderr.write(plainJson(line)) },
    serializers: {
      // Drivers add the statement's parameters and the row's values to their errors: only what says where it broke is kept.
      err: ({ name, message, stack, code }: Error & { code?: string }) => ({
        type: name,
        message,
        stack: stack ?? '',
        code,
      }),
      // The address may hold a card's secret; the route is logged instead.
      req: (request: FastifyRequest) => ({ method: request.method }),
    },
  };
}

/** Tells of every answer: which route, not which address, since an address may hold names and secrets. */
export function logRequests(fastify: Pick<FastifyInstance, 'addHook'>): void {
  fastify.addHook('onResponse', async (request, reply) => {
    const { method, routeOptions, ip } = request;
    const actor = (request as Partial<AuthenticatedRequest>).viewer?.actor ?? 'anonymous';
    const route = routeOptions.url ?? 'unknown';
    const milliseconds = Math.round(reply.elapsedTime);
    request.log.info({ method, route, status: reply.statusCode, milliseconds, actor, address: ip }, 'answered');
  });
}
