/** The pages of what leaves the book: exports for those who work with it, and the check of a paper for everybody. */
import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { listSeasons } from '../../../calendar/seasons';
import { ReadPool } from '../../../database/reader';
import { isCivilDate } from '../../../domain/calendar';
import { DomainError } from '../../../domain/errors';
import { comesInParts, MOST_PARTS, OFFERS } from '../../../exports/file-exports.service';
import { mostParts } from '../../../exports/pdf/season.parts';
import { By, Everyone, Opened, Roles, STAFF } from '../../../edge/access';
import { askerOf } from '../../../edge/requester';
import { fileLocale } from '../../../i18n/pages';
import type { Actor } from '../../../identity/viewer';
import { JobsService } from '../../../jobs/jobs.service';
import type { Access } from '../../../parties/scope';
import { findAuthentic } from '../../../statements/authentic.queries';
import { noticeNames } from '../../../parties/notice-names.service';
import { addressOf, Framed, textsOf, type Frame } from '../../kit/frame';
import { goTo, show } from '../../kit/respond';
import { ExportsPage } from './exports.view';
import { VerifyPage } from './verify.view';

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
    @Opened() { cooperative, roles }: Access,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { season, known } = frame.query;
    const seasons = await listSeasons(this.reads, cooperative.id);
    const chosen = seasons.find((s) => s.code === season);
    const view = {
      seasons,
      season: chosen?.code,
      parts: chosen ? await mostParts(this.reads, cooperative.id, chosen) : 1,
      known: known ? dayOf(known) : undefined,
      names: await noticeNames(this.reads, cooperative.id, known ? endOf(dayOf(known)) : undefined),
      offers: OFFERS.filter(({ roles: own }) => !own || own.some((role) => roles.has(role))),
    };
    return show(reply, <ExportsPage view={view} />);
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
    const { file = '', season, known, part } = textsOf(body);
    const [what = '', format = ''] = file.split('.');
    const { origin: publicUrl } = request.server.publicAddress;
    const choice = {
      what,
      format,
      language: fileLocale(frame.locale),
      // The season that was chosen lies in the form of all files.
      ...(season && !OFFERS.find((offer) => offer.what === what)?.isWhole ? { season } : {}),
      // The choice of a part lies in the form of all files.
      ...(part && comesInParts({ what, format }) ? { part: partOf(part) } : {}),
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

/** @throws DomainError choice_invalid */
function partOf(text: string): number {
  const part = /^\d{1,5}$/.test(text) ? Number.parseInt(text, 10) : 0;
  if (part < 1 || part > MOST_PARTS) throw new DomainError('choice_invalid', { value: text.slice(0, 20) }, 'part');
  return part;
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
    @Param('season') season: string,
    @Param('contract') contract: string,
    @Param('sha256') sha256: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const found = await this.reads.snapshot((reader) => findAuthentic(reader, { season, contract, sha256 }));
    const page = <VerifyPage number={`${season}/${contract}`} sha256={sha256} found={found} />;
    return show(reply, page, found ? 200 : 404);
  }
}
