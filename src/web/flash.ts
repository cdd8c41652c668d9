/** What was just done, told once on the page that follows: it travels in a cookie, as a key of the catalogues with its parameters. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PageKey } from '../i18n/pages';
import { PAGE_CATALOGUES } from '../i18n/pages';

const COOKIE = 'sureg-flash';
const SECONDS = 60;

/** `good` was done, `wait` waits for somebody. */
export interface Flash {
  readonly tone: 'good' | 'wait';
  readonly key: PageKey;
  readonly params: Readonly<Record<string, string>>;
}

export function setFlash(reply: FastifyReply, flash: Flash): void {
  const value = Buffer.from(JSON.stringify([flash.tone, flash.key, flash.params])).toString('base64url');
  void reply.setCookie(COOKIE, value, { path: '/', httpOnly: true, sameSite: 'lax', maxAge: SECONDS });
}

/** Undefined for anything but what `setFlash` wrote. */
export function readFlash(request: FastifyRequest): Flash | undefined {
  const value = request.cookies?.[COOKIE];
  if (!value) return undefined;
  try {
    const [tone, key, params] = JSON.parse(Buffer.from(value, 'base64url').toString('utf8')) as [
      unknown,
      string,
      object,
    ];
    if (!key.startsWith('flash.') || !Object.hasOwn(PAGE_CATALOGUES.en, key)) return undefined;
    const texts = Object.fromEntries(Object.entries(params).map(([name, text]) => [name, String(text)]));
    return { tone: tone === 'wait' ? 'wait' : 'good', key: key as PageKey, params: texts };
  } catch {
    return undefined;
  }
}

export function clearFlash(reply: FastifyReply): void {
  if (reply.request.cookies?.[COOKIE] !== undefined) void reply.clearCookie(COOKIE, { path: '/' });
}
