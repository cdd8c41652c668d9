/** The pages of what leaves the book: exports for those who work with it, and the check of a paper for everybody. */
import { Get, Param, Post } from '@nestjs/common';
import { listSeasons } from '../../../calendar/seasons';
import { ReadPool } from '../../../database/reader';
import { isCivilDate } from '../../../domain/calendar';
import { DomainError } from '../../../domain/errors';
import { comesInParts, PARTS_MAX } from '../../../exports/file-exports.service';
import { OFFERS } from '../../../exports/list';
import { mostParts } from '../../../exports/pdf/season.parts';
import { Everyone, Roles, STAFF } from '../../../edge/access';
import { fileLocale } from '../../../i18n/pages';
import { JobsService } from '../../../jobs/jobs.service';
import { findAuthentic } from '../../../statements/authentic.queries';
import { noticeNames } from '../../../parties/notice-names.service';
import { addressOf } from '../../kit/frame';
import { ExportsPage } from './exports.view';
import { VerifyPage } from './verify.view';
import { Ctx } from '../../../edge/context';
import { CooperativePageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, page, redirect } from '../../kit/answers';

@Pages('c/:cooperative/exports')
export class ExportPages {
  constructor(
    private readonly reads: ReadPool,
    private readonly jobs: JobsService,
  ) {}

  @Get()
  @Roles('read', ...STAFF)
  async list(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    const { season, known } = ctx.query;
    const seasons = await listSeasons(this.reads, ctx.cooperative.id);
    const chosen = seasons.find((s) => s.code === season);
    const view = {
      seasons,
      season: chosen?.code,
      parts: chosen ? await mostParts(this.reads, ctx.cooperative.id, chosen) : 1,
      known: known ? dayOf(known) : undefined,
      names: await noticeNames(this.reads, ctx.cooperative.id, known ? endOf(dayOf(known)) : undefined),
      offers: OFFERS.filter(({ roles: own }) => !own || own.some((role) => ctx.roles.has(role))),
    };
    return page(<ExportsPage view={view} />);
  }

  /** What is small comes at once; what takes longer is found among the jobs. */
  @Post()
  @Roles('record', ...STAFF)
  async ask(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    const { file = '', season, known, part } = ctx.typed;
    const [what = '', format = ''] = file.split('.');
    const { origin: publicUrl } = ctx.request.server.publicAddress;
    const choice = {
      what,
      format,
      language: fileLocale(ctx.locale),
      // The season that was chosen lies in the form of all files.
      ...(season && !OFFERS.find((offer) => offer.what === what)?.isWhole ? { season } : {}),
      // The choice of a part lies in the form of all files.
      ...(part && comesInParts({ what, format }) ? { part: partOf(part) } : {}),
      ...(publicUrl === undefined ? {} : { publicUrl }),
    };
    const asker = ctx.requester;
    const { id } = await this.jobs.askExport(asker, choice, known ? endOf(dayOf(known)) : undefined);
    const { state } = await this.jobs.settled(asker, id);
    return redirect(addressOf(ctx, 'jobs', ...(state === 'done' ? [String(id), 'file'] : [])));
  }
}

/** A day is meant to its end, where the herders live. */
function endOf(day: string): string {
  return `${day}T15:59:59.999Z`;
}

/** @throws DomainError choice_invalid */
function partOf(text: string): number {
  const part = /^\d{1,5}$/.test(text) ? Number.parseInt(text, 10) : 0;
  if (part < 1 || part > PARTS_MAX) throw new DomainError('choice_invalid', { value: text.slice(0, 20) }, 'part');
  return part;
}

/** @throws DomainError date_invalid */
function dayOf(text: string): string {
  if (!isCivilDate(text)) throw new DomainError('date_invalid', {}, 'known');
  return text;
}

@Pages('verify')
@Everyone()
export class VerifyPages {
  constructor(private readonly reads: ReadPool) {}

  @Get(':season/:contract/:sha256')
  async paper(
    @Param('season') season: string,
    @Param('contract') contract: string,
    @Param('sha256') sha256: string,
  ): Promise<Answer> {
    const found = await this.reads.snapshot((reader) => findAuthentic(reader, { season, contract, sha256 }));
    const number = `${season}/${contract}`;
    return page(<VerifyPage number={number} sha256={sha256} found={found} />, found ? 200 : 404);
  }
}
