/** Serves styles and scripts. */
import { Controller, Get, Headers, Param, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Everyone } from '../../edge/access';
import { findAsset } from './assets';

@ApiExcludeController()
@Controller('assets')
@Everyone()
export class AssetsController {
  @Get(':file')
  get(
    @Param('file') file: string,
    @Headers('accept-encoding') accepted: string | undefined,
    @Res() reply: FastifyReply,
  ): FastifyReply {
    const { type, plain, gzip } = findAsset(file);
    const isGzip = /\bgzip\b/.test(accepted ?? '');
    if (isGzip) void reply.header('content-encoding', 'gzip');
    return reply
      .type(type)
      .header('vary', 'accept-encoding')
      .header('cache-control', 'public, max-age=31536000, immutable')
      .send(isGzip ? gzip : plain);
  }
}
