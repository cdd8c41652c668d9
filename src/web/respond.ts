/** Sends pages and redirects, with the cookies of their reader. */
import type { FastifyReply } from 'fastify';
import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { clearFlash, setFlash, type Flash } from './flash';
import { chosenLanguage, LANGUAGE_COOKIE } from './frame';

const YEAR_SECONDS = 31_536_000;

export function show(reply: FastifyReply, page: VNode, status = 200): FastifyReply {
  const chosen = chosenLanguage(reply.request);
  if (chosen)
    void reply.setCookie(LANGUAGE_COOKIE, chosen, { path: '/', httpOnly: true, sameSite: 'lax', maxAge: YEAR_SECONDS });
  clearFlash(reply);
  return reply
    .status(status)
    .type('text/html; charset=utf-8')
    .send(`<!doctype html>${renderToString(page)}`);
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
