/** The pages of seasons and their statements. */
import { Get, Post } from '@nestjs/common';
import { Roles, STAFF } from '../../../edge/access';
import { SeasonInput } from '../../../api/dto/inputs.dto';
import { CodeParam } from '../../../edge/shape.pipe';
import { JobsService } from '../../../jobs/jobs.service';
import { RunsService } from '../../../jobs/runs.service';
import { RegistrationService } from '../../../contracts/registration.service';
import { CloseAction } from '../../../seasons/close.action';
import type { Faults } from '../../kit/forms/faults';
import type { Typed } from '../../kit/forms/typed';
import { addressOf, type Frame } from '../../kit/frame';
import { SeasonsModel } from './seasons.model';
import { FormPage } from '../../kit/form-page';
import { SeasonPage, SeasonsPage } from './seasons.view';
import { Ctx } from '../../../edge/context';
import { CooperativePageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, done, page, redirect, waits } from '../../kit/answers';
import { submit } from '../../kit/forms/submit';
import { formOf } from '../../kit/forms/inputs';
import { ROLES_OF_KIND } from '../../../jobs/job';

@Pages('c/:cooperative')
export class SeasonPages {
  constructor(
    private readonly seasons: SeasonsModel,
    private readonly desk: RegistrationService,
    private readonly runs: RunsService,
    private readonly jobs: JobsService,
    private readonly closing: CloseAction,
  ) {}

  @Get('seasons')
  @Roles('read', ...STAFF)
  async list(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    return page(<SeasonsPage view={await this.seasons.list(ctx.cooperative.id)} />);
  }

  @Get('seasons/new')
  @Roles('record', 'clerk')
  async form(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    return page(newSeason(ctx, await this.seasons.next(ctx.cooperative.id)));
  }

  @Post('seasons/new')
  @Roles('record', 'clerk')
  add(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    return submit(ctx, {
      shape: SeasonInput,
      work: async (input) => {
        await this.desk.addSeason(ctx.cooperative.code, input, ctx.origin);
        const told = done('flash.seasonAdded', { season: input.name ?? input.code });
        return redirect(addressOf(ctx, 'seasons', input.code), told);
      },
      again: (errors) => page(newSeason(ctx, ctx.typed, errors), 422),
    });
  }

  @Get('seasons/:season')
  @Roles('read', ...STAFF)
  async one(@Ctx() ctx: CooperativePageContext, @CodeParam('season') code: string): Promise<Answer> {
    const view = await this.seasons.one(ctx.cooperative, ctx.scope, code, ctx.query);
    const last = await this.jobs.last(ctx.requester, 'present');
    const presenting = last?.season === code ? { presenting: last } : {};
    return page(<SeasonPage view={{ ...view, ...presenting }} />);
  }

  @Post('seasons/:season/settle')
  @Roles('record', ...ROLES_OF_KIND.settle)
  async settle(@Ctx() ctx: CooperativePageContext, @CodeParam('season') code: string): Promise<Answer> {
    const asker = ctx.requester;
    const { id } = await this.runs.start(asker, code);
    await this.jobs.settled(asker, id);
    return redirect(addressOf(ctx, 'seasons', code));
  }

  @Post('seasons/:season/settle/stop')
  @Roles('record', ...ROLES_OF_KIND.settle)
  async stop(@Ctx() ctx: CooperativePageContext, @CodeParam('season') code: string): Promise<Answer> {
    await this.runs.stop(ctx.requester, code);
    return redirect(addressOf(ctx, 'seasons', code));
  }

  @Post('seasons/:season/present')
  @Roles('record', 'clerk')
  async present(@Ctx() ctx: CooperativePageContext, @CodeParam('season') code: string): Promise<Answer> {
    const asker = ctx.requester;
    const { id } = await this.jobs.askPresent(asker, code, ctx.origin);
    await this.jobs.settled(asker, id);
    return redirect(addressOf(ctx, 'seasons', code));
  }

  @Post('seasons/:season/close')
  @Roles('record', 'clerk', 'branch')
  async close(@Ctx() ctx: CooperativePageContext, @CodeParam('season') code: string): Promise<Answer> {
    const proposal = await this.closing.propose(ctx.cooperative.code, code, ctx.actor);
    const params = { kind: ctx.t('seasons.close'), proposal: String(proposal.id) };
    return redirect(addressOf(ctx, 'seasons', code), waits('flash.waiting', params));
  }
}

function newSeason(frame: Frame, typed: Typed, errors?: Faults) {
  return (
    <FormPage
      title={frame.t('seasons.new')}
      shape={SeasonInput}
      form={formOf('season', typed, errors, 'code')}
      submit={frame.t('form.save')}
      back={addressOf(frame, 'seasons')}
    />
  );
}
