/** The cookie by which a user's own device is known again at the next sign-in. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { DEVICE_LIFE } from '../identity/sign-in.service';

const SECURE_NAME = '__Host-sureg-device';
const PLAIN_NAME = 'sureg-device';

/** The secret that the request's cookie carries. */
export function deviceOf(request: FastifyRequest): string | undefined {
  return request.cookies[request.server.publicAddress.isSecure ? SECURE_NAME : PLAIN_NAME];
}

export function setDeviceCookie(reply: FastifyReply, secret: string): void {
  const { isSecure } = reply.server.publicAddress;
  void reply.setCookie(isSecure ? SECURE_NAME : PLAIN_NAME, secret, {
    path: '/',
    httpOnly: true,
    sameSite: 'lax',
    secure: isSecure,
    maxAge: Math.floor(DEVICE_LIFE / 1000),
  });
}
