/** The pages on which a second person of the branch decides, and makers see what became of what they asked for. */
import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { Proposals } from '../../../approvals/proposals.service';
import { PROPOSAL_STATES, type ProposalView } from '../../../approvals/proposals.queries';
import { readShape } from '../../../domain/shape/read';
import { By, Opened, Roles, STAFF } from '../../../edge/access';
import { RefusalInput } from '../../../api/dto/inputs.dto';
import { IdPipe } from '../../../edge/shape.pipe';
import type { Actor } from '../../../identity/viewer';
import type { Access } from '../../../parties/scope';
import type { Flash } from '../../kit/flash';
import { faultsOf } from '../../kit/forms/faults';
import { type Refused } from '../../kit/forms/refused';
import { objectTyped, type Typed } from '../../kit/forms/typed';
import { addressOf, Framed, textsOf, type Frame } from '../../kit/frame';
import { ProposalsModel } from './proposals.model';
import { goTo, show } from '../../kit/respond';
import { ProposalPage } from './proposal.view';
import { wordsOfProposal } from './proposal-text';
import { ProposalsPage } from './proposals.view';

const ID = new IdPipe('proposal_unknown');

@ApiExcludeController()
@Controller('c/:cooperative/proposals')
@Roles('read', ...STAFF)
export class ProposalPages {
  constructor(
    private readonly model: ProposalsModel,
    private readonly proposals: Proposals,
  ) {}

  @Get()
  async list(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const state = PROPOSAL_STATES.find((s) => s === frame.query['state']);
    const view = await this.model.list(cooperative, state, frame.query['after']);
    return show(reply, <ProposalsPage view={view} />);
  }

  @Get(':proposal')
  one(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @Param('proposal', ID) id: number,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    return this.show(frame, cooperative, id, reply);
  }

  /** What the rules refuse now is told as such: it was not done, and goes on waiting. */
  @Post(':proposal/approve')
  @Roles('approve', 'branch')
  approve(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @Param('proposal', ID) id: number,
    @By() approver: Actor,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { shown } = textsOf(body);
    return this.decide(frame, cooperative, id, reply, {}, async () => {
      const approved = await this.proposals.approve(cooperative.code, id, approver, shown);
      const seq = approved.result?.['seq'];
      if (seq === undefined) return { tone: 'good', key: 'flash.saved', params: {} };
      return told(frame, 'good', 'flash.approved', approved, { seq: Number(seq).toString() });
    });
  }

  @Post(':proposal/refuse')
  @Roles('approve', 'branch')
  refuse(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @Param('proposal', ID) id: number,
    @By() decider: Actor,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const typed = textsOf(body);
    return this.decide(frame, cooperative, id, reply, typed, async () => {
      const { reason } = readShape(RefusalInput, objectTyped(RefusalInput, typed));
      const refused = await this.proposals.refuse(cooperative.code, id, decider, reason);
      return told(frame, 'wait', 'flash.refused', refused);
    });
  }

  @Post(':proposal/withdraw')
  @Roles('record', 'administrator', 'clerk', 'branch')
  withdraw(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @Param('proposal', ID) id: number,
    @By() maker: Actor,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    return this.decide(frame, cooperative, id, reply, {}, async () => {
      const withdrawn = await this.proposals.withdraw(cooperative.code, id, maker);
      return told(frame, 'wait', 'flash.withdrawn', withdrawn);
    });
  }

  private async decide(
    frame: Frame,
    cooperative: Access['cooperative'],
    id: number,
    reply: FastifyReply,
    typed: Typed,
    work: () => Promise<Flash>,
  ): Promise<FastifyReply> {
    try {
      return goTo(reply, addressOf(frame, 'proposals', String(id)), await work());
    } catch (error) {
      // The page has one field; what is wrong with the event concerns the whole.
      const refused = [...faultsOf(error, frame)].map(
        ([field, message]) => [field === 'reason' ? field : '', message] as const,
      );
      return this.show(frame, cooperative, id, reply, typed, new Map(refused));
    }
  }

  private async show(
    frame: Frame,
    cooperative: Access['cooperative'],
    id: number,
    reply: FastifyReply,
    typed: Typed = {},
    errors: Refused = new Map<string, string>(),
  ): Promise<FastifyReply> {
    const view = await this.model.one(frame, cooperative, id);
    const form = { about: 'proposal', typed, errors };
    return show(reply, <ProposalPage view={view} form={form} />, errors.size > 0 ? 422 : 200);
  }
}

function told(
  frame: Frame,
  tone: Flash['tone'],
  key: Flash['key'],
  proposal: ProposalView,
  more: Readonly<Record<string, string>> = {},
): Flash {
  return { tone, key, params: { what: wordsOfProposal(frame, proposal).what, ...more } };
}
