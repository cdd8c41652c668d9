/** The links that are given out once: they begin with the address that people type. */
import type { FastifyRequest } from 'fastify';

/** Where each sort of secret is used. */
const PATHS = { invitation: '/invitation/', card: '/h/' } as const;

/** @example linkOf(request, 'card', secret) // 'https://sureg.example/h/…' */
export function linkOf(request: FastifyRequest, to: keyof typeof PATHS, secret: string): string {
  const origin = request.server.publicAddress.origin ?? `http://${request.host}`;
  return origin + PATHS[to] + secret;
}
