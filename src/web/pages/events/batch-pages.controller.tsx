/** The pages of batch entry: choose a kind, then fill a grid. */
import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { By, Opened, Roles } from '../../../edge/access';
import type { Actor } from '../../../identity/viewer';
import type { Access } from '../../../parties/scope';
import { addressOf, Framed, textsOf, type Frame } from '../../kit/frame';
import { goTo, show } from '../../kit/respond';
import { BatchPage, ChooseKindPage } from './batch.view';
import { batchKinds, BatchModel } from './batch.model';

@ApiExcludeController()
@Controller('c/:cooperative/entry')
@Roles('record', 'clerk')
export class BatchPages {
  constructor(private readonly batches: BatchModel) {}

  @Get()
  choose(@Res() reply: FastifyReply): FastifyReply {
    return show(reply, <ChooseKindPage kinds={batchKinds()} />);
  }

  @Get(':kind')
  async form(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @Param('kind') kind: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    return show(reply, <BatchPage kind={kind} grid={await this.batches.grid(frame, cooperative.id, kind)} />);
  }

  @Post(':kind')
  async enter(
    @Framed() frame: Frame,
    @Opened() { cooperative }: Access,
    @Param('kind') kind: string,
    @By() maker: Actor,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const typed = textsOf(body);
    if (typed['_more'] !== undefined) {
      const rows = this.batches.rowsOf(frame, kind, typed);
      return show(reply, <BatchPage kind={kind} grid={await this.batches.grid(frame, cooperative.id, kind, rows)} />);
    }
    const batch = await this.batches.enter(frame, cooperative.id, kind, typed, maker);
    if (batch.rows.length === 0) {
      const params = {
        kind: frame.word(`kind.${kind}`),
        recorded: String(batch.recorded),
        waiting: String(batch.waiting),
      };
      return goTo(reply, addressOf(frame, 'entry', kind), {
        tone: batch.waiting > 0 ? 'wait' : 'good',
        key: 'flash.batch',
        params,
      });
    }
    const grid = await this.batches.grid(frame, cooperative.id, kind, batch.rows);
    const isWrong = batch.rows.some((row) => Object.keys(row.faults).length > 0);
    return show(reply, <BatchPage kind={kind} grid={grid} batch={batch} />, isWrong ? 422 : 200);
  }
}
