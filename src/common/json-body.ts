/** Reads the bodies of requests as strictly as the lines of a book. */
import { isUtf8 } from 'node:buffer';
import type { FastifyInstance } from 'fastify';
import { DomainError } from '../domain/errors';
import { parseStrictJson } from './strict-json';

/**
 * Lets `server` accept `application/json`, with duplicate keys and invalid UTF-8 refused. Turn Nest's own body parser off
 * (`bodyParser: false`), so that no other media type is read.
 */
export function acceptStrictJson(
  server: Pick<FastifyInstance, 'addContentTypeParser' | 'removeAllContentTypeParsers'>,
): void {
  server.removeAllContentTypeParsers();
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, async (_request: unknown, body: Buffer) =>
    parseBody(body),
  );
}

function parseBody(body: Buffer): unknown {
  if (!isUtf8(body)) throw new DomainError('utf8_invalid');
  return parseStrictJson(body.toString('utf8'));
}
