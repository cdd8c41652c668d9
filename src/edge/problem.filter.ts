/** Turns whatever a request throws into problem details; what is no refusal is logged and told as `internal`, without a detail. */
import { Catch, HttpException, type ArgumentsHost, type ExceptionFilter } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { outcomeOf, type AnyCode } from '../common/error-table';
import { localeOfHeader, type ReaderLocale } from '../i18n/locale';
import { PROBLEM_MEDIA_TYPE, problemOf, problemOfCode, type Problem } from './problem';

const RETRY_AFTER_SECONDS = 1;

@Catch()
export class ProblemFilter implements ExceptionFilter {
  catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerProblem(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

/**
 * Answers with the problem an error is. Give it to Fastify as `frameworkErrors` too: a URL that cannot be decoded is refused before
 * there is a route, so no filter sees it.
 */
export function answerProblem(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  const problem = problemFor(error, request);
  logRefusal(error, problem.code, request);
  if (reply.sent) return;
  const { status } = problem;
  if (status === 429 || status === 503) reply.header('retry-after', String(RETRY_AFTER_SECONDS));
  reply.header('content-language', localeOfHeader(request.headers['accept-language']));
  reply.header('vary', 'accept-language').header('cache-control', 'no-store');
  // With its own serializer Fastify adds no charset: problem+json is UTF-8 by definition.
  void reply.status(status).type(PROBLEM_MEDIA_TYPE).serializer(JSON.stringify).send(problem);
}

/** The problem that an error is for a request; errors of Nest and Fastify are told by their status. */
export function problemFor(
  error: unknown,
  request: FastifyRequest,
  locale: ReaderLocale = localeOfHeader(request.headers['accept-language']),
): Problem {
  const requestId = String(request.id);
  const status = httpStatusOf(error);
  return status === undefined
    ? problemOf(error, locale, requestId)
    : problemOfCode(codeOfStatus(status, error), locale, requestId);
}

/** The status of an error that Nest or Fastify made; undefined for all others, which must not choose their own. */
function httpStatusOf(error: unknown): number | undefined {
  if (error instanceof HttpException) return error.getStatus();
  const { code, statusCode } = (error ?? {}) as { code?: unknown; statusCode?: unknown };
  return typeof code === 'string' && code.startsWith('FST_') && typeof statusCode === 'number' ? statusCode : undefined;
}

function codeOfStatus(status: number, error: unknown): Parameters<typeof problemOfCode>[0] {
  switch (status) {
    case 404:
      return 'route_unknown';
    case 413:
      return 'body_too_large';
    case 415:
      return 'media_type_unsupported';
    case 429:
      return 'too_many_requests';
    default:
      if (status >= 500) return 'internal';
      return error instanceof Error && /JSON/.test(error.message) ? 'json_invalid' : 'request_invalid';
  }
}

/** Refusals are noted by their code, what nobody expected with its stack. */
export function logRefusal(error: unknown, code: AnyCode, request: FastifyRequest): void {
  const { level } = outcomeOf(code);
  // The stack of a refusal says nothing that its code does not.
  if (level === 'error') request.log.error({ err: error, code }, 'request failed');
  else request.log[level]({ code }, 'request refused');
}
