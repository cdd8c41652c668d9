/** What a herder opens on the telephone: what the household owes and why, and the season's statement to confirm or dispute. */
import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Origin } from '../../../audit/audit';
import { From, SignedIn, Who } from '../../../edge/access';
import { CodePipe } from '../../../edge/shape.pipe';
import type { Viewer } from '../../../identity/viewer';
import type { Access } from '../../../parties/scope';
import { actorOf } from '../../../statements/parties';
import { LifeService } from '../../../statements/workflow.service';
import { faultsOfForm } from '../../kit/forms/faults';
import { Framed, textsOf, type Frame } from '../../kit/frame';
import { MyModel } from './herder.model';
import { goTo, show, showRefused } from '../../kit/respond';
import { seenBy } from '../statements/statement-acts';
import { disputeTyped } from '../statements/dispute-fields.view';
import { MyPage } from './herder.view';
import { MyStatementPage } from './herder-statement.view';

/** What a form on a statement was sent with. */
interface Asked {
  readonly frame: Frame;
  readonly opened: Access;
  readonly season: string;
  readonly number: string;
  readonly typed: Readonly<Record<string, string>>;
  readonly reply: FastifyReply;
}

@ApiExcludeController()
@Controller('my')
export class MyPages {
  constructor(
    private readonly my: MyModel,
    private readonly life: LifeService,
  ) {}

  /** Staff have their own first page. */
  @Get()
  @SignedIn()
  async show(@Who() viewer: Viewer, @Res() reply: FastifyReply): Promise<FastifyReply> {
    if (!viewer.card) return goTo(reply, '/');
    return show(reply, <MyPage view={await this.my.of(await this.my.open(viewer), viewer.card)} />);
  }

  @Get('statements/:season/:contract')
  @SignedIn()
  async statement(
    @Who() viewer: Viewer,
    @Param('season', new CodePipe('season')) season: string,
    @Param('contract', new CodePipe('contract')) number: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    if (!viewer.card) return goTo(reply, '/');
    const view = await this.my.statement(await this.my.open(viewer), season, number);
    const form = { about: 'dispute', typed: {}, errors: new Map<string, string>() };
    return show(reply, <MyStatementPage view={view} form={form} />);
  }

  @Post('statements/:season/:contract/confirm')
  @SignedIn('record')
  async confirm(
    @Framed() frame: Frame,
    @Who() viewer: Viewer,
    @From() origin: Origin,
    @Param('season', new CodePipe('season')) season: string,
    @Param('contract', new CodePipe('contract')) number: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    if (!viewer.card) return goTo(reply, '/');
    const opened = await this.my.open(viewer);
    const typed = textsOf(body);
    try {
      const seen = seenBy(opened, season, number, typed);
      await this.life.confirm(seen, actorOf(opened, origin), { how: 'screen' });
    } catch (error) {
      return this.again({ frame, opened, season, number, typed, reply }, error);
    }
    return goTo(reply, pathOf(season, number), { tone: 'good', key: 'flash.confirmed', params: {} });
  }

  @Post('statements/:season/:contract/dispute')
  @SignedIn('record')
  async dispute(
    @Framed() frame: Frame,
    @Who() viewer: Viewer,
    @From() origin: Origin,
    @Param('season', new CodePipe('season')) season: string,
    @Param('contract', new CodePipe('contract')) number: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    if (!viewer.card) return goTo(reply, '/');
    const opened = await this.my.open(viewer);
    const typed = textsOf(body);
    try {
      const input = disputeTyped(typed);
      await this.life.dispute(seenBy(opened, season, number, typed), actorOf(opened, origin), input);
    } catch (error) {
      return this.again({ frame, opened, season, number, typed, reply }, error);
    }
    return goTo(reply, pathOf(season, number), { tone: 'wait', key: 'flash.disputed', params: {} });
  }

  /** The statement as it is now, with what was refused. */
  private async again({ frame, opened, season, number, typed, reply }: Asked, error: unknown): Promise<FastifyReply> {
    const form = { about: 'dispute', typed, errors: faultsOfForm(error, frame, ['line', 'reason']) };
    const view = await this.my.statement(opened, season, number);
    return showRefused(reply, <MyStatementPage view={view} form={form} />, error);
  }
}

function pathOf(season: string, number: string): string {
  return `/my/statements/${encodeURIComponent(season)}/${encodeURIComponent(number)}`;
}
