/** The pages on which a second person of the branch decides, and makers see what became of what they asked for. */
import { Get, Param, Post } from '@nestjs/common';
import { Proposals } from '../../../approvals/proposals.service';
import { PROPOSAL_STATES, type ProposalView } from '../../../approvals/proposals.queries';
import { readShape } from '../../../domain/shape/read';
import { Roles, STAFF } from '../../../edge/access';
import { RefusalInput } from '../../../api/dto/inputs.dto';
import { IdPipe } from '../../../edge/shape.pipe';
import type { Flash } from '../../kit/flash';
import type { Faults } from '../../kit/forms/faults';
import { objectTyped, type Typed } from '../../kit/forms/typed';
import { addressOf, type Frame } from '../../kit/frame';
import { ProposalsModel } from './proposals.model';
import { ProposalPage } from './proposal.view';
import { wordsOfProposal } from './proposal-text';
import { ProposalsPage } from './proposals.view';
import { Ctx } from '../../../edge/context';
import { CooperativePageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, done, page, redirect, waits } from '../../kit/answers';
import { submit } from '../../kit/forms/submit';
import { formOf } from '../../kit/forms/inputs';

const ID = new IdPipe('proposal_unknown');

@Pages('c/:cooperative/proposals')
@Roles('read', ...STAFF)
export class ProposalPages {
  constructor(
    private readonly model: ProposalsModel,
    private readonly proposals: Proposals,
  ) {}

  @Get()
  async list(@Ctx() ctx: CooperativePageContext): Promise<Answer> {
    const state = PROPOSAL_STATES.find((s) => s === ctx.query['state']);
    const view = await this.model.list(ctx.cooperative, state, ctx.query['after']);
    return page(<ProposalsPage view={view} />);
  }

  @Get(':proposal')
  one(@Ctx() ctx: CooperativePageContext, @Param('proposal', ID) id: number): Promise<Answer> {
    return this.show(ctx, id);
  }

  /** What the rules refuse now is told as such: it was not done, and goes on waiting. */
  @Post(':proposal/approve')
  @Roles('approve', 'branch')
  approve(@Ctx() ctx: CooperativePageContext, @Param('proposal', ID) id: number): Promise<Answer> {
    const { shown } = ctx.typed;
    return this.decide(ctx, id, {}, async () => {
      const approved = await this.proposals.approve(ctx.cooperative.code, id, ctx.actor, shown);
      const seq = approved.result?.['seq'];
      if (seq === undefined) return done('flash.saved');
      return done('flash.approved', { ...told(ctx, approved), seq: Number(seq).toString() });
    });
  }

  @Post(':proposal/refuse')
  @Roles('approve', 'branch')
  refuse(@Ctx() ctx: CooperativePageContext, @Param('proposal', ID) id: number): Promise<Answer> {
    const { typed } = ctx;
    return this.decide(ctx, id, typed, async () => {
      const { reason } = readShape(RefusalInput, objectTyped(RefusalInput, typed));
      const refused = await this.proposals.refuse(ctx.cooperative.code, id, ctx.actor, reason);
      return waits('flash.refused', told(ctx, refused));
    });
  }

  @Post(':proposal/withdraw')
  @Roles('record', 'administrator', 'clerk', 'branch')
  withdraw(@Ctx() ctx: CooperativePageContext, @Param('proposal', ID) id: number): Promise<Answer> {
    return this.decide(ctx, id, {}, async () => {
      const withdrawn = await this.proposals.withdraw(ctx.cooperative.code, id, ctx.actor);
      return waits('flash.withdrawn', told(ctx, withdrawn));
    });
  }

  private decide(ctx: CooperativePageContext, id: number, typed: Typed, work: () => Promise<Flash>): Promise<Answer> {
    return submit(ctx, {
      // The page has one field; what is wrong with the event concerns the whole.
      fields: ['reason'],
      work: async () => redirect(addressOf(ctx, 'proposals', String(id)), await work()),
      again: (errors) => this.show(ctx, id, typed, errors),
    });
  }

  private async show(ctx: CooperativePageContext, id: number, typed?: Typed, errors?: Faults): Promise<Answer> {
    const view = await this.model.one(ctx, ctx.cooperative, id);
    return page(<ProposalPage view={view} form={formOf('proposal', typed, errors)} />, errors ? 422 : 200);
  }
}

function told(frame: Frame, proposal: ProposalView): Flash['params'] {
  return { what: wordsOfProposal(frame, proposal).what };
}
