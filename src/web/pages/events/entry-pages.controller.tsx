/** The pages on which a clerk enters what happened. */
import { Get, Post } from '@nestjs/common';
import type { NewFile } from '../../../attachments/attachments.service';
import { Roles } from '../../../edge/access';
import { Files, TakesFiles } from '../../../edge/files-form';
import { CodeParam } from '../../../edge/shape.pipe';
import { addressOf } from '../../kit/frame';
import { queryOf } from '../../kit/page';
import { EntryPage } from './entry.view';
import { type Entering, EntryModel } from './entry.model';
import { Ctx } from '../../../edge/context';
import { CooperativePageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, done, page, redirect, waits } from '../../kit/answers';

@Pages('c/:cooperative/contracts/:contract/events/new')
@Roles('record', 'clerk')
export class EntryPages {
  constructor(private readonly entries: EntryModel) {}

  @Get()
  async form(@Ctx() ctx: CooperativePageContext, @CodeParam('contract') number: string): Promise<Answer> {
    const view = await this.entries.form(enteringOf(ctx, number));
    return page(<EntryPage view={view} />);
  }

  @Post()
  @TakesFiles()
  async enter(
    @Ctx() ctx: CooperativePageContext,
    @CodeParam('contract') number: string,
    @Files() files: readonly NewFile[],
  ): Promise<Answer> {
    const entering = enteringOf(ctx, number);
    const { typed } = ctx;
    const entered = await this.entries.enter(entering, { typed, files }, ctx.actor);
    if (!('became' in entered)) return page(<EntryPage view={entered} />, entered.form.errors.size > 0 ? 422 : 200);
    const contract = addressOf(ctx, 'contracts', number);
    const next = typed['_then'] === 'new' ? `${contract}/events/new?${queryOf({ kind: entering.kind })}` : contract;
    const kind = ctx.word(`kind.${entering.kind}`);
    if (entered.became !== 'recorded')
      return redirect(next, waits('flash.waiting', { kind, proposal: String(entered.proposal) }));
    const told = { kind, seq: String(entered.seq) };
    const { late } = entered;
    return redirect(next, late ? done('flash.recordedLate', { ...told, ...late }) : done('flash.recorded', told));
  }
}

function enteringOf(ctx: CooperativePageContext, number: string): Entering {
  const { kind = '', of, corrects } = ctx.query;
  return {
    frame: ctx,
    scope: ctx.scope,
    number,
    kind,
    ...(kind === 'reversal' && of !== undefined ? { of } : {}),
    ...(kind !== 'reversal' && corrects !== undefined ? { corrects } : {}),
  };
}
