/** The page of one statement for staff: presented to its household, answered when disputed, signed, and printed. */
import { Get, Post } from '@nestjs/common';
import { DomainError } from '../../../domain/errors';
import { readShape } from '../../../domain/shape/read';
import { Roles, STAFF } from '../../../edge/access';
import { AnswerInput } from '../../../api/dto/statement-workflow.dto';
import { CodeParam } from '../../../edge/shape.pipe';
import { actorOf } from '../../../statements/parties';
import { StatementWorkflow } from '../../../statements/workflow.service';
import { addressOf } from '../../kit/frame';
import { seenBy } from './statement-acts';
import { StatementModel } from './statement.model';
import { streamed } from '../../kit/stream';
import { StatementPage } from './statement.view';
import { Ctx } from '../../../edge/context';
import { CooperativePageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, done, page, redirect, refused } from '../../kit/answers';
import { submit } from '../../kit/forms/submit';
import { formOf } from '../../kit/forms/inputs';

@Pages('c/:cooperative/statements/:season/:contract')
export class StatementPages {
  constructor(
    private readonly statements: StatementModel,
    private readonly life: StatementWorkflow,
  ) {}

  @Get()
  @Roles('read', ...STAFF)
  async show(
    @Ctx() ctx: CooperativePageContext,
    @CodeParam('season') season: string,
    @CodeParam('contract') number: string,
  ): Promise<Answer> {
    const view = await this.statements.of(ctx, season, number);
    return page(<StatementPage view={view} form={formOf('answer')} />);
  }

  @Get('pdf')
  @Roles('read', ...STAFF)
  async paper(
    @Ctx() ctx: CooperativePageContext,
    @CodeParam('season') season: string,
    @CodeParam('contract') number: string,
  ): Promise<Answer> {
    const { origin } = ctx.request.server.publicAddress;
    const file = { name: `${ctx.cooperative.code}-${season}-${number}.pdf`, type: 'application/pdf' };
    return streamed(file, async (write) => write(await this.statements.paper(ctx, season, number, origin)));
  }

  @Post('present')
  @Roles('record', 'clerk')
  async present(
    @Ctx() ctx: CooperativePageContext,
    @CodeParam('season') season: string,
    @CodeParam('contract') number: string,
  ): Promise<Answer> {
    await this.life.present(seenBy(ctx, season, number, ctx.typed), actorOf(ctx, ctx.origin));
    const params = { presented: '1', others: '0' };
    return redirect(addressOf(ctx, 'statements', season, number), done('flash.presented', params));
  }

  @Post('answer')
  @Roles('record', 'clerk')
  async answer(
    @Ctx() ctx: CooperativePageContext,
    @CodeParam('season') season: string,
    @CodeParam('contract') number: string,
  ): Promise<Answer> {
    return submit(ctx, {
      fields: ['text'],
      mends: ['format', 'rule', 'stale'],
      work: async () => {
        const { text } = readShape(AnswerInput, { text: (ctx.typed['text'] ?? '').trim() });
        await this.life.answer(seenBy(ctx, season, number, ctx.typed), actorOf(ctx, ctx.origin), text);
        return redirect(addressOf(ctx, 'statements', season, number), done('flash.answered'));
      },
      again: async (errors, error) => {
        const view = await this.statements.of(ctx, season, number);
        return refused(<StatementPage view={view} form={formOf('answer', ctx.typed, errors)} />, error);
      },
    });
  }

  @Post('sign')
  @Roles('record', 'clerk', 'branch')
  async sign(
    @Ctx() ctx: CooperativePageContext,
    @CodeParam('season') season: string,
    @CodeParam('contract') number: string,
  ): Promise<Answer> {
    const { typed } = ctx;
    const { role } = typed;
    if (role !== 'clerk' && role !== 'branch') throw new DomainError('choice_invalid', { value: role ?? '' }, 'role');
    const seen = seenBy(ctx, season, number, typed);
    await this.life.sign(seen, actorOf(ctx, ctx.origin), role, { how: 'screen' });
    return redirect(addressOf(ctx, 'statements', season, number), done('flash.signed'));
  }
}
