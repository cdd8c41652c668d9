/** What a herder opens on the telephone: what the household owes and why, and the season's statement to confirm or dispute. */
import { Body, Controller, Get, Param, Post, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import type { Origin } from '../audit/audit';
import { DomainError } from '../domain/errors';
import { From, SignedIn, Who } from '../http/access';
import { CodePipe } from '../http/shape.pipe';
import type { Viewer } from '../identity/viewer';
import type { Access } from '../parties/scope';
import { LifeService, type Actor, type SeenStatement } from '../settlement/life.service';
import { faultsOf } from './forms/faults';
import { Framed, textsOf, type Frame } from './frame';
import { MyModel } from './my.model';
import { goTo, show } from './respond';
import { disputeTyped } from './views/dispute-fields';
import { MyPage } from './views/my';
import { MyStatementPage } from './views/my-statement';

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
  async show(@Framed() frame: Frame, @Who() viewer: Viewer, @Res() reply: FastifyReply): Promise<FastifyReply> {
    if (!viewer.card) return goTo(reply, '/');
    return show(reply, <MyPage frame={frame} view={await this.my.of(await this.my.open(viewer))} />);
  }

  @Get('statements/:season/:contract')
  @SignedIn()
  async statement(
    @Framed() frame: Frame,
    @Who() viewer: Viewer,
    @Param('season', new CodePipe('season')) season: string,
    @Param('contract', new CodePipe('contract')) number: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    if (!viewer.card) return goTo(reply, '/');
    const view = await this.my.statement(await this.my.open(viewer), season, number);
    const form = { frame, about: 'dispute', typed: {}, errors: new Map<string, string>() };
    return show(reply, <MyStatementPage frame={frame} view={view} form={form} />);
  }

  @Post('statements/:season/:contract/confirm')
  @SignedIn('record')
  async confirm(
    @Who() viewer: Viewer,
    @From() origin: Origin,
    @Param('season', new CodePipe('season')) season: string,
    @Param('contract', new CodePipe('contract')) number: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    if (!viewer.card) return goTo(reply, '/');
    const opened = await this.my.open(viewer);
    const seen = seenBy(opened, season, number, textsOf(body));
    await this.life.confirm(seen, household(opened, origin), { how: 'screen' });
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
      await this.life.dispute(seenBy(opened, season, number, typed), household(opened, origin), input);
    } catch (error) {
      if (error instanceof DomainError && error.kind !== 'format') throw error;
      const form = { frame, about: 'dispute', typed, errors: faultsOf(error, frame) };
      const view = await this.my.statement(opened, season, number);
      return show(reply, <MyStatementPage frame={frame} view={view} form={form} />, 422);
    }
    return goTo(reply, pathOf(season, number), { tone: 'wait', key: 'flash.disputed', params: {} });
  }
}

function pathOf(season: string, number: string): string {
  return `/my/statements/${encodeURIComponent(season)}/${encodeURIComponent(number)}`;
}

/** Nobody confirms what they have not seen: the form carries the hash of what was shown. */
function seenBy(
  { cooperative }: Access,
  season: string,
  contract: string,
  typed: Readonly<Record<string, string>>,
): SeenStatement {
  return { cooperative: cooperative.code, season, contract, sha256: typed['seen'] ?? '' };
}

function household({ scope }: Access, origin: Origin): Actor {
  return { origin, scope, parties: new Set(['household']) };
}
