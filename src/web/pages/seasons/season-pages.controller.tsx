/** The pages of seasons and their statements. */
import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Origin } from '../../../audit/audit';
import { readShape } from '../../../domain/shape/read';
import { By, From, Opened, Roles, STAFF } from '../../../edge/access';
import { askerOf } from '../../../edge/requester';
import { SeasonInput } from '../../../api/dto/inputs.dto';
import { CodePipe } from '../../../edge/shape.pipe';
import type { Actor } from '../../../identity/viewer';
import { ROLES_OF_KIND } from '../../../jobs/job';
import { JobsService } from '../../../jobs/jobs.service';
import { RunsService } from '../../../jobs/runs.service';
import type { Access } from '../../../parties/scope';
import { DeskService } from '../../../contracts/registration.service';
import { CloseAction } from '../../../seasons/close.action';
import { faultsOf } from '../../kit/forms/faults';
import { objectTyped, type Typed } from '../../kit/forms/typed';
import { addressOf, Framed, textsOf, type Frame } from '../../kit/frame';
import { goTo, show } from '../../kit/respond';
import { SeasonsModel } from './seasons.model';
import { FormPage } from '../../kit/form-page';
import { SeasonPage, SeasonsPage } from './seasons.view';

@ApiExcludeController()
@Controller('c/:cooperative')
export class SeasonPages {
  constructor(
    private readonly seasons: SeasonsModel,
    private readonly desk: DeskService,
    private readonly runs: RunsService,
    private readonly jobs: JobsService,
    private readonly closing: CloseAction,
  ) {}

  @Get('seasons')
  @Roles('read', ...STAFF)
  async list(@Opened() { cooperative }: Access, @Res() reply: FastifyReply): Promise<FastifyReply> {
    return show(reply, <SeasonsPage view={await this.seasons.list(cooperative.id)} />);
  }

  @Get('seasons/new')
  @Roles('record', 'clerk')
  async form(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    return show(reply, newSeason(frame, await this.seasons.next(cooperative.id)));
  }

  @Post('seasons/new')
  @Roles('record', 'clerk')
  async add(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @From() origin: Origin,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const typed = textsOf(body);
    try {
      const input = readShape(SeasonInput, objectTyped(SeasonInput, typed));
      await this.desk.addSeason(cooperative.code, input, origin);
      const told = { tone: 'good', key: 'flash.seasonAdded', params: { season: input.name ?? input.code } } as const;
      return goTo(reply, addressOf(frame, 'seasons', input.code), told);
    } catch (error) {
      return show(reply, newSeason(frame, typed, faultsOf(error, frame)), 422);
    }
  }

  @Get('seasons/:season')
  @Roles('read', ...STAFF)
  async one(
    @Framed() frame: Frame,
    @Opened() opened: Access,
    @By() by: Actor,
    @Param('season', new CodePipe('season')) code: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const view = await this.seasons.one(opened.cooperative, opened.scope, code, frame.query);
    const last = await this.jobs.last(askerOf(opened, by), 'present');
    const presenting = last?.season === code ? { presenting: last } : {};
    return show(reply, <SeasonPage view={{ ...view, ...presenting }} />);
  }

  @Post('seasons/:season/settle')
  @Roles('record', ...ROLES_OF_KIND.settle)
  async settle(
    @Framed() frame: Frame,
    @Opened() opened: Access,
    @By() by: Actor,
    @Param('season', new CodePipe('season')) code: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const asker = askerOf(opened, by);
    const { id } = await this.runs.start(asker, code);
    await this.jobs.settled(asker, id);
    return goTo(reply, addressOf(frame, 'seasons', code));
  }

  @Post('seasons/:season/settle/stop')
  @Roles('record', ...ROLES_OF_KIND.settle)
  async stop(
    @Framed() frame: Frame,
    @Opened() opened: Access,
    @By() by: Actor,
    @Param('season', new CodePipe('season')) code: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    await this.runs.stop(askerOf(opened, by), code);
    return goTo(reply, addressOf(frame, 'seasons', code));
  }

  @Post('seasons/:season/present')
  @Roles('record', 'clerk')
  async present(
    @Framed() frame: Frame,
    @Opened() opened: Access,
    @By() by: Actor,
    @From() origin: Origin,
    @Param('season', new CodePipe('season')) code: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const asker = askerOf(opened, by);
    const { id } = await this.jobs.askPresent(asker, code, origin);
    await this.jobs.settled(asker, id);
    return goTo(reply, addressOf(frame, 'seasons', code));
  }

  @Post('seasons/:season/close')
  @Roles('record', 'clerk', 'branch')
  async close(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @By() maker: Actor,
    @Param('season', new CodePipe('season')) code: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const proposal = await this.closing.propose(cooperative.code, code, maker);
    const params = { kind: frame.t('seasons.close'), proposal: String(proposal.id) };
    return goTo(reply, addressOf(frame, 'seasons', code), { tone: 'wait', key: 'flash.waiting', params });
  }
}

function newSeason(frame: Frame, typed: Typed, errors: ReadonlyMap<string, string> = new Map()) {
  return (
    <FormPage
      title={frame.t('seasons.new')}
      shape={SeasonInput}
      form={{ typed, errors, focus: 'code', about: 'season' }}
      submit={frame.t('form.save')}
      back={addressOf(frame, 'seasons')}
    />
  );
}
