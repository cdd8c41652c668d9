/** The pages of what leaves the book: exports for those who work with it, and the check of a paper for everybody. */
import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { listSeasons } from '../calendar/seasons';
import { ReadPool } from '../database/reader';
import { isCivilDate } from '../domain/calendar';
import { DomainError } from '../domain/errors';
import { OFFERS } from '../exports/file-exports';
import { By, Everyone, Opened, Roles, STAFF } from '../http/access';
import { askerOf } from '../http/asker';
import { fileLocale } from '../i18n/pages';
import type { Actor } from '../identity/viewer';
import { JobsService } from '../jobs/jobs.service';
import type { Access } from '../parties/scope';
import { findAuthentic } from '../settlement/authentic.queries';
import { addressOf, Framed, textsOf, type Frame } from './frame';
import { goTo, show } from './respond';
import { ExportsPage } from './views/exports';
import { VerifyPage } from './views/verify';

@ApiExcludeController()
@Controller('c/:cooperative/exports')
export class ExportPages {
  constructor(
    private readonly reads: ReadPool,
    private readonly jobs: JobsService,
  ) {}

  @Get()
  @Roles('read', ...STAFF)
  async list(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { season, known } = frame.query;
    const seasons = await listSeasons(this.reads, cooperative.id);
    const view = {
      seasons,
      season: seasons.find((s) => s.code === season)?.code,
      known: known ? dayOf(known) : undefined,
      offers: OFFERS,
    };
    return show(reply, <ExportsPage frame={frame} view={view} />);
  }

  /** What is small comes at once; what takes longer is found among the jobs. */
  @Post()
  @Roles('record', ...STAFF)
  async ask(
    @Framed() frame: Frame,
    @Opened() opened: Access,
    @By() by: Actor,
    @Body() body: unknown,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { file = '', season, known } = textsOf(body);
    const [what = '', format = ''] = file.split('.');
    const { origin: publicUrl } = request.server.publicAddress;
    const choice = {
      what,
      format,
      language: fileLocale(frame.locale),
      ...(season ? { season } : {}),
      ...(publicUrl === undefined ? {} : { publicUrl }),
    };
    const asker = askerOf(opened, by);
    const { id } = await this.jobs.askExport(asker, choice, known ? endOf(dayOf(known)) : undefined);
    const { state } = await this.jobs.settled(asker, id);
    return goTo(reply, addressOf(frame, 'jobs', ...(state === 'done' ? [String(id), 'file'] : [])));
  }
}

/** A day is meant to its end, where the herders live. */
function endOf(day: string): string {
  return `${day}T15:59:59.999Z`;
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
