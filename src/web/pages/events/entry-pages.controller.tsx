/** The pages on which a clerk enters what happened. */
import { Body, Controller, Get, Param, Post, Query, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { NewFile } from '../../../attachments/attachments.service';
import { By, Opened, Roles } from '../../../edge/access';
import { Files, TakesFiles } from '../../../edge/files-form';
import { CodePipe } from '../../../edge/shape.pipe';
import type { Actor } from '../../../identity/viewer';
import type { Access } from '../../../parties/scope';
import { textsOf, addressOf, Framed, type Frame } from '../../kit/frame';
import { queryOf } from '../../kit/page';
import { goTo, show } from '../../kit/respond';
import { EntryPage } from './entry.view';
import { EntryModel, type Entering } from './entry.model';

@ApiExcludeController()
@Controller('c/:cooperative/contracts/:contract/events/new')
@Roles('record', 'clerk')
export class EntryPages {
  constructor(private readonly entries: EntryModel) {}

  @Get()
  async form(
    @Framed() frame: Frame,
    @Opened() { scope }: Access,
    @Param('contract', new CodePipe('contract')) number: string,
    @Query() query: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const view = await this.entries.form(enteringOf(frame, scope, number, query));
    return show(reply, <EntryPage view={view} />);
  }

  @Post()
  @TakesFiles()
  async enter(
    @Framed() frame: Frame,
    @Opened() { scope }: Access,
    @Param('contract', new CodePipe('contract')) number: string,
    @Query() query: unknown,
    @Body() body: unknown,
    @Files() files: readonly NewFile[],
    @By() maker: Actor,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const entering = enteringOf(frame, scope, number, query);
    const typed = textsOf(body);
    const entered = await this.entries.enter(entering, { typed, files }, maker);
    if (!('became' in entered))
      return show(reply, <EntryPage view={entered} />, entered.form.errors.size > 0 ? 422 : 200);
    const contract = addressOf(frame, 'contracts', number);
    const next = typed['_then'] === 'new' ? `${contract}/events/new?${queryOf({ kind: entering.kind })}` : contract;
    const kind = frame.word(`kind.${entering.kind}`);
    const { late } = entered;
    if (entered.became === 'recorded' && late)
      return goTo(reply, next, { tone: 'good', key: 'flash.recordedLate', params: { kind, seq: String(entered.seq), ...late } }); // prettier-ignore
    return entered.became === 'recorded'
      ? goTo(reply, next, { tone: 'good', key: 'flash.recorded', params: { kind, seq: String(entered.seq) } })
      : goTo(reply, next, { tone: 'wait', key: 'flash.waiting', params: { kind, proposal: String(entered.proposal) } });
  }
}

function enteringOf(frame: Frame, scope: Access['scope'], number: string, query: unknown): Entering {
  const { kind = '', of, corrects } = textsOf(query);
  return {
    frame,
    scope,
    number,
    kind,
    ...(kind === 'reversal' && of !== undefined ? { of } : {}),
    ...(kind !== 'reversal' && corrects !== undefined ? { corrects } : {}),
  };
}
