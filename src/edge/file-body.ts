/** Reads the bodies of requests that are files, where files are taken, and no more of them than may be kept. */
import { UnsupportedMediaTypeException } from '@nestjs/common';
import type { FastifyInstance, FastifyRequest } from 'fastify';
import { MAX_FILE_BYTES } from '../attachments/attachments.service';
import { FILE_TYPES } from '../attachments/file-types';
import { DomainError } from '../domain/errors';

/** Routes, not addresses: those can be written in many ways. */
const TAKES_FILES = /\/attachments$/;

export function acceptFiles(server: Pick<FastifyInstance, 'addContentTypeParser'>): void {
  server.addContentTypeParser(
    FILE_TYPES.map((t) => t.type),
    async (request: FastifyRequest, payload: AsyncIterable<Buffer>) => {
      if (!TAKES_FILES.test(request.routeOptions.url ?? '')) throw new UnsupportedMediaTypeException();
      const chunks: Buffer[] = [];
      let bytes = 0;
      for await (const chunk of payload) {
        bytes += chunk.length;
        if (bytes > MAX_FILE_BYTES) throw new DomainError('body_too_large', { max: MAX_FILE_BYTES });
        chunks.push(chunk);
      }
      return Buffer.concat(chunks);
    },
  );
}
