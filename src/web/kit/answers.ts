/** What a page's handler answers: values, which are rendered and sent in one place. */
import type { FastifyReply } from 'fastify';
import { h, type VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { outcomeOf } from '../../common/error-table';
import { DomainError } from '../../domain/errors';
import { clearCookie, setCookie, type CookieName } from '../../edge/cookies';
import type { PageKey } from '../../i18n/pages';
import { clearFlash, setFlash, type Flash } from './flash';
import { chosenLanguage, FrameContext, frameOf } from './frame';

/** A page to be shown, whole or with a form that has come back. */
export interface Page {
  readonly view: VNode;
  readonly status: number;
  readonly retryAfterSeconds?: number;
  readonly cookies?: readonly Cookie[];
}

/** The page that follows, fetched by GET, so that reloading it repeats nothing. */
export interface Redirect {
  readonly to: string;
  /** Told there, once. */
  readonly flash?: Flash | undefined;
  readonly cookies?: readonly Cookie[];
}

/** A cookie to be kept for so many seconds, or until the browser is closed; without a value it is taken away. */
export interface Cookie {
  readonly name: CookieName;
  readonly value?: string;
  readonly seconds?: number;
}

/** A file, which sends itself: its size and its type are its own. */
export type Sending = (reply: FastifyReply) => FastifyReply | Promise<FastifyReply>;

export type Answer = Page | Redirect | Sending;

/** @example return page(<HomePage view={view} />) */
export function page(view: VNode, status = 200): Page {
  return { view, status };
}

/** The statuses that a refused form keeps: what it was about is another now, and not yet again. Whatever else is refused of it is 422. */
const KEPT = new Set([412, 429]);

/** A form again, with the status of what was refused of it. */
export function refused(view: VNode, error: unknown): Page {
  if (!(error instanceof DomainError)) return page(view, 422);
  const { status } = outcomeOf(error.code);
  const minutes = Number(error.details['minutes']);
  return {
    ...page(view, KEPT.has(status) ? status : 422),
    ...(status === 429 && minutes > 0 ? { retryAfterSeconds: minutes * 60 } : {}),
  };
}

/** @example return redirect(addressOf(ctx, 'seasons'), done('flash.saved')) */
export function redirect(to: string, flash?: Flash, cookies: readonly Cookie[] = []): Redirect {
  return { to, flash, cookies };
}

/** Tells that something was done. */
export function done(key: PageKey, params: Flash['params'] = {}): Flash {
  return { tone: 'good', key, params };
}

/** Tells that something waits for somebody. */
export function waits(key: PageKey, params: Flash['params'] = {}): Flash {
  return { tone: 'wait', key, params };
}

const YEAR_SECONDS = 31_536_000;

/** Renders and sends what a handler answered, with the cookies of its reader. */
export async function send(reply: FastifyReply, answer: Answer): Promise<void> {
  if (typeof answer === 'function') {
    await answer(reply);
    return;
  }
  for (const { name, value, seconds } of answer.cookies ?? [])
    if (value === undefined) clearCookie(reply, name);
    else setCookie(reply, name, value, seconds);
  if ('to' in answer) {
    if (answer.flash) setFlash(reply, answer.flash);
    await reply.status(303).header('location', answer.to).send('');
  } else await show(reply, answer);
}

function show(reply: FastifyReply, { view, status, retryAfterSeconds }: Page): FastifyReply {
  const { request } = reply;
  if (retryAfterSeconds !== undefined) void reply.header('retry-after', String(retryAfterSeconds));
  const chosen = chosenLanguage(request);
  if (chosen) setCookie(reply, 'sureg-lang', chosen, YEAR_SECONDS);
  clearFlash(reply);
  const frame = frameOf(request);
  const framed = h(FrameContext.Provider, { value: { ...frame, frame } }, view);
  return reply
    .status(status)
    .type('text/html; charset=utf-8')
    .send(`<!doctype html>${renderToString(framed)}`);
}

/**
 * An address of this site, for `?next=`; anything else leads home.
 *
 * @example safeNext('//evil.example') // '/'
 */
export function safeNext(next: string | undefined): string {
  return next !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(next) && !next.includes('\\') ? next : '/';
}
