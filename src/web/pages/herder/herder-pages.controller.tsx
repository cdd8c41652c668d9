/** What a herder opens on the telephone: what the household owes and why, and the season's statement to confirm or dispute. */
import { Get, Post } from '@nestjs/common';
import { SignedIn } from '../../../edge/access';
import { CodeParam } from '../../../edge/shape.pipe';
import type { Access } from '../../../parties/scope';
import { actorOf } from '../../../statements/parties';
import { StatementWorkflow } from '../../../statements/workflow.service';
import { HerderModel } from './herder.model';
import { seenBy } from '../statements/statement-acts';
import { disputeTyped } from '../statements/dispute-fields.view';
import { HerderPage } from './herder.view';
import { HerderStatementPage } from './herder-statement.view';
import { Ctx } from '../../../edge/context';
import { PageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, done, page, redirect, refused, waits } from '../../kit/answers';
import { submit } from '../../kit/forms/submit';
import { formOf } from '../../kit/forms/inputs';
import type { Flash } from '../../kit/flash';

@Pages('my')
export class HerderPages {
  constructor(
    private readonly my: HerderModel,
    private readonly life: StatementWorkflow,
  ) {}

  /** Staff have their own first page. */
  @Get()
  @SignedIn()
  async show(@Ctx() ctx: PageContext): Promise<Answer> {
    if (!ctx.viewer.card) return redirect('/');
    return page(<HerderPage view={await this.my.of(await this.my.open(ctx.viewer), ctx.viewer.card)} />);
  }

  @Get('statements/:season/:contract')
  @SignedIn()
  async statement(
    @Ctx() ctx: PageContext,
    @CodeParam('season') season: string,
    @CodeParam('contract') number: string,
  ): Promise<Answer> {
    if (!ctx.viewer.card) return redirect('/');
    const view = await this.my.statement(await this.my.open(ctx.viewer), season, number);
    return page(<HerderStatementPage view={view} form={formOf('dispute')} />);
  }

  @Post('statements/:season/:contract/confirm')
  @SignedIn('record')
  async confirm(
    @Ctx() ctx: PageContext,
    @CodeParam('season') season: string,
    @CodeParam('contract') number: string,
  ): Promise<Answer> {
    if (!ctx.viewer.card) return redirect('/');
    return this.submit(ctx, season, number, async (opened) => {
      const seen = seenBy(opened, season, number, ctx.typed);
      await this.life.confirm(seen, actorOf(opened, ctx.origin), { how: 'screen' });
      return done('flash.confirmed');
    });
  }

  @Post('statements/:season/:contract/dispute')
  @SignedIn('record')
  async dispute(
    @Ctx() ctx: PageContext,
    @CodeParam('season') season: string,
    @CodeParam('contract') number: string,
  ): Promise<Answer> {
    if (!ctx.viewer.card) return redirect('/');
    return this.submit(ctx, season, number, async (opened) => {
      const seen = seenBy(opened, season, number, ctx.typed);
      await this.life.dispute(seen, actorOf(opened, ctx.origin), disputeTyped(ctx.typed));
      return waits('flash.disputed');
    });
  }

  /** The statement as it is now, with what was done or refused. */
  private async submit(
    ctx: PageContext,
    season: string,
    number: string,
    work: (opened: Access) => Promise<Flash>,
  ): Promise<Answer> {
    const opened = await this.my.open(ctx.viewer);
    const address = `/my/statements/${encodeURIComponent(season)}/${encodeURIComponent(number)}`;
    return submit(ctx, {
      fields: ['line', 'reason'],
      mends: ['format', 'rule', 'stale'],
      work: async () => redirect(address, await work(opened)),
      again: async (errors, error) => {
        const view = await this.my.statement(opened, season, number);
        return refused(<HerderStatementPage view={view} form={formOf('dispute', ctx.typed, errors)} />, error);
      },
    });
  }
}
