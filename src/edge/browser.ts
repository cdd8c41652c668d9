/** What a sign-in needs to know of the browser it comes from. */
import type { FastifyRequest } from 'fastify';
import type { Viewer } from '../identity/viewer';

/** What the browser is, and the session it had until now. */
export function browserOf(
  request: FastifyRequest,
  viewer: Viewer,
): { readonly agent: string; readonly previous?: string } {
  const agent = request.headers['user-agent'] ?? '';
  return viewer.session === undefined ? { agent } : { agent, previous: viewer.session };
}
