/** The page of one statement for staff: presented to its household, answered when disputed, signed, and printed. */
import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Origin } from '../../../audit/audit';
import { DomainError } from '../../../domain/errors';
import { readShape } from '../../../domain/shape/read';
import { From, Opened, Roles, STAFF } from '../../../edge/access';
import { AnswerInput } from '../../../api/dto/statement-workflow.dto';
import { CodePipe } from '../../../edge/shape.pipe';
import type { Access } from '../../../parties/scope';
import { actorOf } from '../../../statements/parties';
import { LifeService } from '../../../statements/workflow.service';
import { faultsOfForm } from '../../kit/forms/faults';
import { addressOf, Framed, textsOf, type Frame } from '../../kit/frame';
import { goTo, show, showRefused } from '../../kit/respond';
import { seenBy } from './statement-acts';
import { StatementModel } from './statement.model';
import { streamed } from '../../kit/stream';
import { StatementPage } from './statement.view';

@ApiExcludeController()
@Controller('c/:cooperative/statements/:season/:contract')
export class StatementPages {
  constructor(
    private readonly statements: StatementModel,
    private readonly life: LifeService,
  ) {}

  @Get()
  @Roles('read', ...STAFF)
  async show(
    @Opened() opened: Access,
    @Param('season', new CodePipe('season')) season: string,
    @Param('contract', new CodePipe('contract')) number: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const form = { about: 'answer', typed: {}, errors: new Map<string, string>() };
    const view = await this.statements.of(opened, season, number);
    return show(reply, <StatementPage view={view} form={form} />);
  }

  @Get('pdf')
  @Roles('read', ...STAFF)
  async paper(
    @Opened() opened: Access,
    @Param('season', new CodePipe('season')) season: string,
    @Param('contract', new CodePipe('contract')) number: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { origin } = request.server.publicAddress;
    const file = { name: `${opened.cooperative.code}-${season}-${number}.pdf`, type: 'application/pdf' };
    return streamed(reply, file, async (write) => write(await this.statements.paper(opened, season, number, origin)));
  }

  @Post('present')
  @Roles('record', 'clerk')
  async present(
    @Framed() frame: Frame,
    @Opened() opened: Access,
    @From() origin: Origin,
    @Param('season', new CodePipe('season')) season: string,
    @Param('contract', new CodePipe('contract')) number: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    await this.life.present(seenBy(opened, season, number, textsOf(body)), actorOf(opened, origin));
    const params = { presented: '1', others: '0' };
    return goTo(reply, addressOf(frame, 'statements', season, number), {
      tone: 'good',
      key: 'flash.presented',
      params,
    });
  }

  @Post('answer')
  @Roles('record', 'clerk')
  async answer(
    @Framed() frame: Frame,
    @Opened() opened: Access,
    @From() origin: Origin,
    @Param('season', new CodePipe('season')) season: string,
    @Param('contract', new CodePipe('contract')) number: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const typed = textsOf(body);
    try {
      const { text } = readShape(AnswerInput, { text: (typed['text'] ?? '').trim() });
      await this.life.answer(seenBy(opened, season, number, typed), actorOf(opened, origin), text);
    } catch (error) {
      const form = { about: 'answer', typed, errors: faultsOfForm(error, frame, ['text']) };
      const view = await this.statements.of(opened, season, number);
      return showRefused(reply, <StatementPage view={view} form={form} />, error);
    }
    return goTo(reply, addressOf(frame, 'statements', season, number), {
      tone: 'good',
      key: 'flash.answered',
      params: {},
    });
  }

  @Post('sign')
  @Roles('record', 'clerk', 'branch')
  async sign(
    @Framed() frame: Frame,
    @Opened() opened: Access,
    @From() origin: Origin,
    @Param('season', new CodePipe('season')) season: string,
    @Param('contract', new CodePipe('contract')) number: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const typed = textsOf(body);
    const { role } = typed;
    if (role !== 'clerk' && role !== 'branch') throw new DomainError('choice_invalid', { value: role ?? '' }, 'role');
    const seen = seenBy(opened, season, number, typed);
    await this.life.sign(seen, actorOf(opened, origin), role, { how: 'screen' });
    return goTo(reply, addressOf(frame, 'statements', season, number), {
      tone: 'good',
      key: 'flash.signed',
      params: {},
    });
  }
}
