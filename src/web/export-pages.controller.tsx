/** The pages of what leaves the book: exports for those who work with it, and the check of a paper for everybody. */
import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ReadPool } from '../database/reader';
import { isCivilDate } from '../domain/calendar';
import { DomainError } from '../domain/errors';
import { Everyone, Opened, Roles, STAFF } from '../http/access';
import type { Access } from '../parties/scope';
import { findAuthentic } from '../settlement/authentic.queries';
import { ExportsModel, OFFERS, type Chosen } from './exports.model';
import { Framed, type Frame } from './frame';
import { show } from './respond';
import { streamed } from './stream';
import { ExportsPage } from './views/exports';
import { VerifyPage } from './views/verify';

@ApiExcludeController()
@Controller('c/:cooperative/exports')
@Roles('read', ...STAFF)
export class ExportPages {
  constructor(private readonly exports: ExportsModel) {}

  @Get()
  async list(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { season, known } = frame.query;
    const seasons = await this.exports.seasons(cooperative.id);
    const view = {
      seasons,
      season: seasons.find((s) => s.code === season)?.code,
      known: known ? dayOf(known) : undefined,
      offers: OFFERS,
    };
    return show(reply, <ExportsPage frame={frame} view={view} />);
  }

  @Get(':file')
  async file(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @Param('file') name: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const chosen = chosenIn(frame);
    const file = this.exports.fileOf(cooperative, name, chosen);
    const { origin } = request.server.publicAddress;
    return streamed(reply, file, (write) => this.exports.write(frame, cooperative, file, chosen, write, origin));
  }
}

/** A day is meant to its end, where the herders live. */
function chosenIn({ query }: Frame): Chosen {
  const { season, known } = query;
  return {
    ...(season ? { season } : {}),
    ...(known ? { asKnown: `${dayOf(known)}T15:59:59.999Z` } : {}),
  };
}

/** @throws DomainError date_invalid */
function dayOf(text: string): string {
  if (!isCivilDate(text)) throw new DomainError('date_invalid', {}, 'known');
  return text;
}

@ApiExcludeController()
@Controller('verify')
@Everyone()
export class VerifyPages {
  constructor(private readonly reads: ReadPool) {}

  @Get(':season/:contract/:sha256')
  async paper(
    @Framed() frame: Frame,
    @Param('season') season: string,
    @Param('contract') contract: string,
    @Param('sha256') sha256: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const found = await this.reads.snapshot((reader) => findAuthentic(reader, { season, contract, sha256 }));
    const page = <VerifyPage frame={frame} number={`${season}/${contract}`} sha256={sha256} found={found} />;
    return show(reply, page, found ? 200 : 404);
  }
}
