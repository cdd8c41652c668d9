/** Tells people on a page, in their language, what programs are told as a problem; strangers are asked to sign in. */
import { Catch, type ArgumentsHost } from '@nestjs/common';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { answerProblem, logRefusal, problemFor, ProblemFilter } from '../../edge/problem.filter';
import { frameOf } from './frame';
import { page, redirect, send } from './answers';
import { ProblemPage } from './problem';

@Catch()
export class PageFilter extends ProblemFilter {
  override catch(error: unknown, host: ArgumentsHost): void {
    const http = host.switchToHttp();
    answerReader(error, http.getRequest<FastifyRequest>(), http.getResponse<FastifyReply>());
  }
}

/** Answers with a page where a person asked, and with a problem where a program did. */
export function answerReader(error: unknown, request: FastifyRequest, reply: FastifyReply): void {
  if (!isForPeople(request)) return answerProblem(error, request, reply);
  const frame = frameOf(request);
  const problem = problemFor(error, request, frame.locale);
  logRefusal(error, problem.code, request);
  if (reply.sent) return;
  if (problem.code === 'sign_in_required' && request.method === 'GET') {
    void send(reply, redirect(`/sign-in?next=${encodeURIComponent(request.url)}`));
    return;
  }
  // Whoever has a role that asks for a second factor sets it up before anything else.
  if (problem.code === 'second_factor_required' && request.method === 'GET') {
    void send(reply, redirect('/account/second-factor'));
    return;
  }
  void send(reply, page(<ProblemPage problem={problem} />, problem.status));
}

/** Browsers ask for HTML by name; programs do not. An address may be written in many ways: the route it leads to says what it is. */
function isForPeople(request: FastifyRequest): boolean {
  const route = request.routeOptions?.url ?? request.url;
  return !/^\/(?:api(?!\/docs)|health|assets)\//.test(route) && /\btext\/html\b/.test(request.headers.accept ?? '');
}
