/** Reads the bodies of requests as strictly as the lines of a book. */
import { isUtf8 } from 'node:buffer';
import { parse } from 'node:querystring';
import { BadRequestException, UnsupportedMediaTypeException } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
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

/** The most fields a form may have: a full grid of slips. */
const FIELDS_MAX = 10_000;

/** Lets the pages' forms be sent; the API takes JSON only, which no form of another site can send. */
export function acceptForms(server: Pick<FastifyInstance, 'addContentTypeParser'>): void {
  server.addContentTypeParser(
    'application/x-www-form-urlencoded',
    { parseAs: 'buffer' },
    async (request: FastifyRequest, body: Buffer) => {
      // The route, not the address, which can be written in many ways: `/%61pi/` leads there too.
      if (request.routeOptions.url?.startsWith('/api/')) throw new UnsupportedMediaTypeException();
      if (!isUtf8(body)) throw new DomainError('utf8_invalid');
      return parseForm(body.toString('utf8'));
    },
  );
}

/**
 * What is too much is refused whole: cut off, the last slips of a grid would be lost and nobody told.
 *
 * @throws DomainError body_too_large; BadRequestException for a character that no text has and a database fails at
 */
function parseForm(text: string): object {
  if (/%00|\0/.test(text)) throw new BadRequestException();
  if (text.split('&', FIELDS_MAX + 1).length > FIELDS_MAX) throw new DomainError('body_too_large');
  return { ...parse(text, '&', '=', { maxKeys: FIELDS_MAX }) };
}

function parseBody(body: Buffer): unknown {
  if (!isUtf8(body)) throw new DomainError('utf8_invalid');
  return parseStrictJson(body.toString('utf8'));
}
