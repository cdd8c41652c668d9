/** The pages of batch entry: choose a kind, then fill a grid. */
import { Get, Param, Post } from '@nestjs/common';
import { Roles } from '../../../edge/access';
import { addressOf } from '../../kit/frame';
import { BatchPage, ChooseKindPage } from './batch.view';
import { batchKinds, BatchModel } from './batch.model';
import { Ctx } from '../../../edge/context';
import { CooperativePageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, done, page, redirect, waits } from '../../kit/answers';

@Pages('c/:cooperative/entry')
@Roles('record', 'clerk')
export class BatchPages {
  constructor(private readonly batches: BatchModel) {}

  @Get()
  choose(): Answer {
    return page(<ChooseKindPage kinds={batchKinds()} />);
  }

  @Get(':kind')
  async form(@Ctx() ctx: CooperativePageContext, @Param('kind') kind: string): Promise<Answer> {
    return page(<BatchPage kind={kind} grid={await this.batches.grid(ctx, ctx.cooperative.id, kind)} />);
  }

  @Post(':kind')
  async enter(@Ctx() ctx: CooperativePageContext, @Param('kind') kind: string): Promise<Answer> {
    const { typed } = ctx;
    if (typed['_more'] !== undefined) {
      const rows = this.batches.rowsOf(ctx, kind, typed);
      return page(<BatchPage kind={kind} grid={await this.batches.grid(ctx, ctx.cooperative.id, kind, rows)} />);
    }
    const batch = await this.batches.enter(ctx, ctx.cooperative.id, kind, typed, ctx.actor);
    if (batch.rows.length === 0) {
      const params = {
        kind: ctx.word(`kind.${kind}`),
        recorded: String(batch.recorded),
        waiting: String(batch.waiting),
      };
      return redirect(addressOf(ctx, 'entry', kind), (batch.waiting > 0 ? waits : done)('flash.batch', params));
    }
    const grid = await this.batches.grid(ctx, ctx.cooperative.id, kind, batch.rows);
    const isWrong = batch.rows.some((row) => Object.keys(row.faults).length > 0);
    return page(<BatchPage kind={kind} grid={grid} batch={batch} />, isWrong ? 422 : 200);
  }
}
