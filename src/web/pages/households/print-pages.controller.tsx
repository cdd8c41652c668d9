/** What a clerk hands over to a household: its cards. */
import { Body, Controller, Get, Param, Post, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Origin } from '../../../audit/audit';
import { Clock } from '../../../common/clock';
import { ReadPool } from '../../../database/reader';
import { readShape } from '../../../domain/shape/read';
import { PdfService } from '../../../exports/pdf/pdf.service';
import { From, Opened, Roles } from '../../../edge/access';
import { linkOf } from '../../../edge/links';
import { CardInput } from '../../../api/dto/people.dto';
import { CodePipe, IdPipe } from '../../../edge/shape.pipe';
import { Cards, type Hand } from '../../../parties/cards.service';
import { requireHousehold, type HouseholdRow } from '../../../parties/households';
import type { Access } from '../../../parties/scope';
import { faultsOf } from '../../kit/forms/faults';
import type { FormState } from '../../kit/forms/inputs';
import { addressOf, Framed, textsOf, type Frame } from '../../kit/frame';
import { goTo, show } from '../../kit/respond';
import { streamed } from '../../kit/stream';
import { CardsPage, type MadeCard } from './cards.view';

/** Where cards are given out: the household, and what was typed. */
interface Desk {
  readonly frame: Frame;
  readonly cooperativeId: number;
  readonly household: HouseholdRow;
  readonly form: FormState;
}

/** A card in the hand: its paper, or the page that shows its link this once. */
type Handed = { readonly paper: Uint8Array; readonly name: string } | { readonly made: MadeCard };

@ApiExcludeController()
@Controller('c/:cooperative/households/:household/cards')
export class PaperPages {
  constructor(
    private readonly reads: ReadPool,
    private readonly cards: Cards,
    private readonly papers: PdfService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Roles('read', 'clerk', 'administrator', 'auditor')
  async list(
    @Framed() frame: Frame,
    @Opened() { scope }: Access,
    @Param('household', new CodePipe('household')) code: string,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const household = await requireHousehold(this.reads, scope, code);
    const form = formOf({ holder: household.name });
    return this.page(reply, { cooperativeId: scope.cooperativeId, household, form, frame });
  }

  @Post()
  @Roles('record', 'clerk', 'administrator')
  async issue(
    @Framed() frame: Frame,
    @Opened() opened: Access,
    @From() origin: Origin,
    @Req() request: FastifyRequest,
    @Param('household', new CodePipe('household')) code: string,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const household = await requireHousehold(this.reads, opened.scope, code);
    const form = formOf(textsOf(body));
    return this.handOver(reply, { cooperativeId: opened.cooperative.id, household, form, frame }, async () => {
      const { holder } = readShape(CardInput, { holder: (form.typed['holder'] ?? '').trim() });
      const hand = this.handOf(request, opened, household, form.typed['as']);
      return this.cards.issue(opened.cooperative, household, holder, origin, hand, newestTyped(form.typed['newest']));
    });
  }

  /** The holder's next card; the one before opens nothing from then on. */
  @Post(':card/reprint')
  @Roles('record', 'clerk', 'administrator')
  async reprint(
    @Framed() frame: Frame,
    @Opened() opened: Access,
    @From() origin: Origin,
    @Req() request: FastifyRequest,
    @Param('household', new CodePipe('household')) code: string,
    @Param('card', new IdPipe('card_unknown')) id: number,
    @Body() body: unknown,
    @Res() reply: FastifyReply,
  ): Promise<FastifyReply> {
    const household = await requireHousehold(this.reads, opened.scope, code);
    const hand = this.handOf(request, opened, household, textsOf(body)['as']);
    const form = formOf({ holder: household.name });
    return this.handOver(reply, { cooperativeId: opened.cooperative.id, household, form, frame }, () =>
      this.cards.reprint(opened.cooperative, household, id, origin, hand),
    );
  }

  @Post(':card/revoke')
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

  /** The link is on the paper, or on the page that answers, and nowhere else. */
  private handOf(
    request: FastifyRequest,
    { cooperative }: Access,
    { code }: HouseholdRow,
    as: string | undefined,
  ): Hand<Handed> {
    return async ({ id, holder, secret }) => {
      const link = linkOf(request, 'card', secret);
      if (as !== 'pdf') return { made: { holder, link } };
      const card = { cooperative: cooperative.name, household: { code, name: holder }, link, number: String(id) };
      const paper = await this.papers.cardPdf(card, { at: this.clock.now(), line: cooperative.code });
      return { paper, name: `${cooperative.code}-${code}-card-${id}.pdf` };
    };
  }

  private async handOver(reply: FastifyReply, desk: Desk, make: () => Promise<Handed>): Promise<FastifyReply> {
    const { form } = desk;
    let handed: Handed;
    try {
      handed = await make();
    } catch (error) {
      return this.page(reply, { ...desk, form: { ...form, errors: faultsOf(error, desk.frame) } }, { status: 422 });
    }
    if ('made' in handed)
      return this.page(reply, { ...desk, form: { ...form, typed: {} } }, { status: 201, ...handed });
    const { paper, name } = handed;
    return streamed(reply, { name, type: 'application/pdf' }, (write) => write(paper));
  }

  private async page(
    reply: FastifyReply,
    { cooperativeId, household, form }: Desk,
    { status, made }: { readonly status?: number; readonly made?: MadeCard } = {},
  ): Promise<FastifyReply> {
    const cards = await this.cards.list(cooperativeId, household.id);
    const view = { household, cards, newest: cards.at(-1)?.id ?? 0, ...(made ? { made } : {}) };
    return show(reply, <CardsPage view={view} form={form} />, status);
  }
}

function formOf(typed: FormState['typed']): FormState {
  return { about: 'card', typed, errors: new Map() };
}

function newestTyped(text = ''): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
