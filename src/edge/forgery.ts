/** Refuses requests that another site made a browser send: what changes something has to come from our own pages. */
import type { FastifyRequest } from 'fastify';
import { DomainError } from '../domain/errors';
import { isPlainObject } from '../domain/shape/check';
import { isSameSecret } from '../identity/secrets';
import type { Viewer } from '../identity/viewer';

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);
/** The hidden field of every form. */
export const CSRF_FIELD = '_csrf';
/** The header of every script. */
export const CSRF_HEADER = 'x-csrf-token';

/**
 * The browser says where a request comes from (Sec-Fetch-Site, Origin), and whoever has a session shows its token as well: a header, or
 * the hidden field of a form, which is taken out of the body. Machines with a token of their own have no cookie that could be abused.
 *
 * @param fieldOf reads the hidden field of a form that is not read yet
 * @throws DomainError cross_site
 */
export async function refuseForgery(
  request: FastifyRequest,
  viewer: Viewer,
  fieldOf?: (name: string) => Promise<string | undefined>,
): Promise<void> {
  if (SAFE.has(request.method)) return;
  const site = request.headers['sec-fetch-site'];
  if (site !== undefined && site !== 'same-origin' && site !== 'none') throw new DomainError('cross_site');
  const { origin } = request.headers;
  if (origin !== undefined && !isOwn(origin, request)) throw new DomainError('cross_site');
  const given = takeToken(request) ?? (await fieldOf?.(CSRF_FIELD));
  if (viewer.csrf === undefined) return;
  if (given === undefined || !isSameSecret(given, viewer.csrf)) throw new DomainError('cross_site');
}

function isOwn(origin: string, request: FastifyRequest): boolean {
  const own = request.server.publicAddress.origin;
  if (origin === own) return true;
  return URL.canParse(origin) && new URL(origin).host === request.headers.host && new URL(origin).protocol === 'http:' && own === undefined; // prettier-ignore
}

function takeToken(request: FastifyRequest): string | undefined {
  const header = request.headers[CSRF_HEADER];
  if (typeof header === 'string') return header;
  const { body } = request;
  if (!isPlainObject(body) || typeof body[CSRF_FIELD] !== 'string') return undefined;
  const { [CSRF_FIELD]: token, ...rest } = body;
  request.body = rest;
  return token;
}
