/** Sends pages and redirects, with the cookies of their reader. */
import type { FastifyReply } from 'fastify';
import { h, type VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { outcomeOf } from '../../common/error-table';
import { DomainError } from '../../domain/errors';
import { setCookie } from '../../edge/cookies';
import { clearFlash, setFlash, type Flash } from './flash';
import { chosenLanguage, FrameContext, frameOf } from './frame';

const YEAR_SECONDS = 31_536_000;

export function show(reply: FastifyReply, page: VNode, status = 200): FastifyReply {
  const chosen = chosenLanguage(reply.request);
  if (chosen) setCookie(reply, 'sureg-lang', chosen, YEAR_SECONDS);
  clearFlash(reply);
  return reply
    .status(status)
    .type('text/html; charset=utf-8')
    .send(`<!doctype html>${renderToString(h(FrameContext.Provider, { value: frameOf(reply.request) }, page))}`);
}

/** The statuses that a refused form keeps: what it was about is another now, and not yet again. Whatever else is refused of it is 422. */
const KEPT = new Set([412, 429]);

/** A form again, with what was refused of it. */
export function showRefused(reply: FastifyReply, page: VNode, error: unknown): FastifyReply {
  if (!(error instanceof DomainError)) return show(reply, page, 422);
  const { status } = outcomeOf(error.code);
  const minutes = Number(error.details['minutes']);
  if (status === 429 && minutes > 0) void reply.header('retry-after', String(minutes * 60));
  return show(reply, page, KEPT.has(status) ? status : 422);
}

/** After a POST: the next page is fetched by GET, so that reloading it repeats nothing. */
export function goTo(reply: FastifyReply, address: string, flash?: Flash): FastifyReply {
  if (flash) setFlash(reply, flash);
  return reply.status(303).header('location', address).send('');
}

/**
 * An address of this site, for `?next=`; anything else leads home.
 *
 * @example safeNext('//evil.example') // '/'
 */
export function safeNext(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(next) && !next.includes('\\') ? next : '/';
}
