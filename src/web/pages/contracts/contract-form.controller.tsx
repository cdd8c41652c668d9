/** The form of a contract's draft: terms are built step by step, and what they come to is shown before anything is saved. */
import { Get, Post } from '@nestjs/common';
import { Roles } from '../../../edge/access';
import { CodeParam } from '../../../edge/shape.pipe';
import { RecordingService } from '../../../contracts/recording.service';
import { ContractFormModel } from './contract-form.model';
import { addressOf } from '../../kit/frame';
import { ContractFormPage, type ContractFormView } from './contract-form.view';
import { Ctx } from '../../../edge/context';
import { CooperativePageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, done, page, redirect, waits } from '../../kit/answers';

@Pages('c/:cooperative/contracts')
@Roles('record', 'clerk')
export class ContractFormPages {
  constructor(
    private readonly forms: ContractFormModel,
    private readonly recording: RecordingService,
  ) {}

  @Get('new')
  async begin(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    const { household = '' } = ctx.query;
    return page(<ContractFormPage view={await this.forms.begin(ctx, ctx.scope, household)} />);
  }

  @Post('new')
  async add(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    return saved(ctx, await this.forms.save(ctx, ctx.scope, ctx.typed, ctx.origin));
  }

  @Get(':contract/edit')
  async edit(@Ctx() ctx: CooperativePageContext, @CodeParam('contract') number: string): Promise<Answer> {
    return page(<ContractFormPage view={await this.forms.edit(ctx, ctx.scope, number)} />);
  }

  @Post(':contract/edit')
  async change(@Ctx() ctx: CooperativePageContext, @CodeParam('contract') number: string): Promise<Answer> {
    return saved(ctx, await this.forms.save(ctx, ctx.scope, { ...ctx.typed, number }, ctx.origin, number));
  }

  @Post(':contract/activate')
  @Roles('record', 'clerk', 'branch')
  async activate(@Ctx() ctx: CooperativePageContext, @CodeParam('contract') number: string): Promise<Answer> {
    const version = Number(ctx.typed['version'] ?? 0);
    const proposal = await this.recording.activate(ctx.cooperative.code, number, version, ctx.actor);
    const params = { kind: ctx.t('contract.activate'), proposal: String(proposal.id) };
    return redirect(addressOf(ctx, 'contracts', number), waits('flash.waiting', params));
  }
}

function saved(ctx: CooperativePageContext, made: ContractFormView | { readonly number: string }): Answer {
  if ('number' in made)
    return redirect(addressOf(ctx, 'contracts', made.number), done('flash.drafted', { number: made.number }));
  // What was only looked at was answered, also when it is not whole yet.
  const isRefused = made.form.errors.size > 0 && ctx.typed['_do'] !== 'check';
  return page(<ContractFormPage view={made} />, isRefused ? 422 : 200);
}
