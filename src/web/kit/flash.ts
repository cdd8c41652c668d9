/** What was just done, told once on the page that follows: it travels in a cookie, as a key of the catalogues with its parameters. */
import { createHmac } from 'node:crypto';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { AuthenticatedRequest } from '../../edge/access';
import { clearCookie, cookieOf, setCookie } from '../../edge/cookies';
import { PAGE_CATALOGUES, pageText, type PageKey } from '../../i18n/pages';
import { isSameSecret } from '../../identity/secrets';
import type { Viewer } from '../../identity/viewer';

const SECONDS = 60;

/** `good` was done, `wait` waits for somebody. */
export interface Flash {
  readonly tone: 'good' | 'wait';
  readonly key: PageKey;
  readonly params: Readonly<Record<string, string>>;
  /** The secret of the session whose reader is told, when that has just begun. */
  readonly csrf?: string;
}

/** Told to those who are not signed in, who have no secret to sign with: nothing but the key of these is believed. */
const UNSIGNED: ReadonlySet<string> = new Set<PageKey>(['flash.signedOut', 'flash.setUp', 'flash.passwordSet']);

/** Signed for the reader's session, so that nobody can make a page say what was not done. */
export function setFlash(reply: FastifyReply, { tone, key, params, csrf }: Flash): void {
  const { viewer } = reply.request as Partial<AuthenticatedRequest>;
  const value = Buffer.from(JSON.stringify([tone, key, params])).toString('base64url');
  setCookie(reply, 'sureg-flash', `${value}.${signature(value, csrf ?? viewer?.csrf ?? '')}`, SECONDS);
}

/** Undefined for anything but what `setFlash` wrote for this reader. */
export function readFlash(request: FastifyRequest, { csrf }: Pick<Viewer, 'csrf'>): Flash | undefined {
  const [value = '', signed = ''] = cookieOf(request, 'sureg-flash')?.split('.') ?? [];
  const flash = parse(value);
  if (!flash) return undefined;
  if (csrf !== undefined) return isSameSecret(signed, signature(value, csrf)) ? flash : undefined;
  return UNSIGNED.has(flash.key) ? { tone: 'good', key: flash.key, params: {} } : undefined;
}

export function clearFlash(reply: FastifyReply): void {
  if (cookieOf(reply.request, 'sureg-flash') !== undefined) clearCookie(reply, 'sureg-flash');
}

function signature(value: string, secret: string): string {
  return createHmac('sha256', secret).update(value).digest('base64url');
}

function parse(value: string): Flash | undefined {
  try {
    const [tone, key, params] = JSON.parse(Buffer.from(value, 'base64url').toString('utf8')) as [
      unknown,
      string,
      object,
    ];
    if (!key.startsWith('flash.') || !Object.hasOwn(PAGE_CATALOGUES.en, key)) return undefined;
    const texts = Object.fromEntries(Object.entries(params).map(([name, text]) => [name, String(text)]));
    const flash: Flash = { tone: tone === 'wait' ? 'wait' : 'good', key: key as PageKey, params: texts };
    // Another release may want parameters that this one does not have: then nothing is said, and no page fails.
    pageText('en', flash.key, texts);
    return flash;
  } catch {
    return undefined;
  }
}
