/** Cookies that are this host's alone: out of reach of scripts, and wherever there is TLS bound to the host by `__Host-`, so that no neighbour plants one. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { PublicAddress } from './public-address';

declare module 'fastify' {
  interface FastifyInstance {
    /** How browsers reach this server. */
    publicAddress: PublicAddress;
  }
}

/** Every cookie there is. `step`: the password was right, a code is still wanted. */
export type CookieName = 'sureg' | 'sureg-device' | 'sureg-step' | 'sureg-flash' | 'sureg-lang';

/** What the request's cookie says. */
export function cookieOf(request: FastifyRequest, name: CookieName): string | undefined {
  return request.cookies?.[fullName(request.server.publicAddress, name)];
}

/** @param seconds how long the browser keeps it; without it, until it is closed */
export function setCookie(reply: FastifyReply, name: CookieName, value: string, seconds?: number): void {
  const { publicAddress } = reply.server;
  const life = seconds === undefined ? {} : { maxAge: seconds };
  void reply.setCookie(fullName(publicAddress, name), value, { ...optionsOf(publicAddress), ...life });
}

export function clearCookie(reply: FastifyReply, name: CookieName): void {
  const { publicAddress } = reply.server;
  void reply.clearCookie(fullName(publicAddress, name), optionsOf(publicAddress));
}

/** Over plain http on this machine browsers refuse `__Host-`. */
function fullName({ isSecure }: PublicAddress, name: CookieName): string {
  return isSecure ? `__Host-${name}` : name;
}

function optionsOf({ isSecure }: PublicAddress): { path: '/'; httpOnly: true; sameSite: 'lax'; secure: boolean } {
  return { path: '/', httpOnly: true, sameSite: 'lax', secure: isSecure };
}
