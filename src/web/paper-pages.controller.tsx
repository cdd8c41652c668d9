/** What a clerk hands over: the cards of a household, and the slip of an event. */
import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Origin } from '../audit/audit';
import { Clock } from '../common/clock';
import { ReadPool } from '../database/reader';
import { readShape } from '../domain/shape/read';
import { PdfService } from '../exports/pdf/pdf.service';
import { From, Opened, Roles } from '../http/access';
import { linkOf } from '../http/links';
import { CardInput } from '../http/people.dto';
import { CodePipe, IdPipe } from '../http/shape.pipe';
import { Cards } from '../parties/cards';
import { requireHousehold } from '../parties/households';
import type { Access } from '../parties/scope';
import { SlipService } from '../settlement/slip.service';
import { faultsOf } from './forms/faults';
import type { FormState } from './forms/inputs';
import { addressOf, Framed, textsOf, type Frame } from './frame';
import { goTo, show } from './respond';
import { slipData } from './slip-words';
import { streamed } from './stream';
import { CardsPage } from './views/cards';

@ApiExcludeController()
@Controller('c/:cooperative')
export class PaperPages {
  constructor(
    private readonly reads: ReadPool,
    private readonly cards: Cards,
    private readonly slips: SlipService,
    private readonly papers: PdfService,
    private readonly clock: Clock,
  ) {}

  @Get('households/:household/cards')
  @Roles('read', 'clerk', 'administrator', 'auditor')
  async list(
    @Framed() frame: Frame,
    @Opened() { scope }: Access,
    @Param('household', new CodePipe('household')) code: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const household = await requireHousehold(this.reads, scope, code);
    const cards = await this.cards.list(scope.cooperativeId, household.id);
    const form: FormState = { frame, about: 'card', typed: { holder: household.name }, errors: new Map() };
    return show(reply, <CardsPage frame={frame} view={{ household, cards }} form={form} />);
  }

  /** The link is on the paper, or on the page that answers, and nowhere else. */
  @Post('households/:household/cards')
  @Roles('record', 'clerk', 'administrator')
  async issue(
    @Framed() frame: Frame,
    @Opened() { cooperative, scope }: Access,
    @From() origin: Origin,
    @Req() request: FastifyRequest,
    @Param('household', new CodePipe('household')) code: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const household = await requireHousehold(this.reads, scope, code);
    const typed = textsOf(body);
    const form: FormState = { frame, about: 'card', typed, errors: new Map() };
    try {
      const { holder } = readShape(CardInput, { holder: (typed['holder'] ?? '').trim() });
      const { id, secret } = await this.cards.issue(cooperative, household, holder, origin);
      const link = linkOf(request, 'card', secret);
      if (typed['as'] === 'pdf') {
        const card = { cooperative: cooperative.name, household: { code, name: holder }, link, number: String(id) };
        const file = { name: `${cooperative.code}-${code}-card-${id}.pdf`, type: 'application/pdf' };
        return await streamed(reply, file, async (write) =>
          write(await this.papers.cardPdf(card, { at: this.clock.now() })),
        );
      }
      const cards = await this.cards.list(scope.cooperativeId, household.id);
      const view = { household, cards, made: { holder, link } };
      return show(reply, <CardsPage frame={frame} view={view} form={{ ...form, typed: {} }} />, 201);
    } catch (error) {
      const cards = await this.cards.list(scope.cooperativeId, household.id);
      const refused = { ...form, errors: faultsOf(error, frame) };
      return show(reply, <CardsPage frame={frame} view={{ household, cards }} form={refused} />, 422);
    }
  }

  @Post('households/:household/cards/:card/revoke')
  @Roles('record', 'clerk', 'administrator')
  async revoke(
    @Framed() frame: Frame,
    @Opened() { cooperative, scope }: Access,
    @From() origin: Origin,
    @Param('household', new CodePipe('household')) code: string,
    @Param('card', new IdPipe('card_unknown')) id: number,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    await this.cards.revoke(cooperative, await requireHousehold(this.reads, scope, code), id, origin);
    const told = { tone: 'good', key: 'flash.cardRevoked', params: {} } as const;
    return goTo(reply, addressOf(frame, 'households', code, 'cards'), told);
  }

  /** Printing counts, so it is no link that anything could follow by itself. */
  @Post('contracts/:contract/events/:event/slip')
  @Roles('record', 'clerk')
  async slip(
    @Framed() frame: Frame,
    @Opened() opened: Access,
    @From() origin: Origin,
    @Param('contract', new CodePipe('contract')) number: string,
    @Param('event', new CodePipe('event', 64)) id: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const { prints } = await this.slips.print(opened, number, id, origin);
    const slip = await this.slips.of(opened, number, id);
    const file = { name: `${opened.cooperative.code}-${slip.number}.pdf`, type: 'application/pdf' };
    const data = slipData(frame, slip, prints);
    return streamed(reply, file, async (write) => write(await this.papers.slipPdf(data, { at: this.clock.now() })));
  }
}
