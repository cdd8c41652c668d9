/** The session's cookie: out of reach of scripts and of other sites, and bound to this host wherever there is TLS. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PublicAddress } from './public-address';

const SECURE_NAME = '__Host-sureg';
/** Over plain http on this machine browsers refuse `__Host-`. */
const PLAIN_NAME = 'sureg';

declare module 'fastify' {
  interface FastifyInstance {
    /** How browsers reach this server. */
    publicAddress: PublicAddress;
  }
}

/** The secret that the request's cookie carries. */
export function sessionOf(request: FastifyRequest): string | undefined {
  const { isSecure } = request.server.publicAddress;
  return request.cookies[isSecure ? SECURE_NAME : PLAIN_NAME];
}

export function setSessionCookie(reply: FastifyReply, secret: string): void {
  const { isSecure } = reply.server.publicAddress;
  void reply.setCookie(isSecure ? SECURE_NAME : PLAIN_NAME, secret, options(isSecure));
}

export function clearSessionCookie(reply: FastifyReply): void {
  const { isSecure } = reply.server.publicAddress;
  void reply.clearCookie(isSecure ? SECURE_NAME : PLAIN_NAME, options(isSecure));
}

function options(secure: boolean): { path: '/'; httpOnly: true; sameSite: 'lax'; secure: boolean } {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure };
}
