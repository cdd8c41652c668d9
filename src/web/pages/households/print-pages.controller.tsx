/** What a clerk hands over to a household: its cards. */
import type { VNode } from 'preact';
import { Get, Param, Post } from '@nestjs/common';
import { Clock } from '../../../common/clock';
import { ReadPool } from '../../../database/reader';
import { readShape } from '../../../domain/shape/read';
import { PdfService } from '../../../exports/pdf/pdf.service';
import { Roles } from '../../../edge/access';
import { linkOf } from '../../../edge/links';
import { CardInput } from '../../../api/dto/people.dto';
import { CodeParam, IdPipe } from '../../../edge/shape.pipe';
import { Cards, type CardDelivery } from '../../../parties/cards.service';
import { type HouseholdRow, requireHousehold } from '../../../parties/households';
import { formOf, type FormState } from '../../kit/forms/inputs';
import { addressOf } from '../../kit/frame';
import { streamed } from '../../kit/stream';
import { CardsPage, type MadeCard } from './cards.view';
import { Ctx } from '../../../edge/context';
import { CooperativePageContext } from '../../kit/context';
import { Pages } from '../../kit/pages';
import { type Answer, done, page, redirect } from '../../kit/answers';
import { submit } from '../../kit/forms/submit';

/** A card in the hand: its paper, or the page that shows its link this once. */
type Handed = { readonly paper: Uint8Array; readonly name: string } | { readonly made: MadeCard };

@Pages('c/:cooperative/households/:household/cards')
export class PaperPages {
  constructor(
    private readonly reads: ReadPool,
    private readonly cards: Cards,
    private readonly papers: PdfService,
    private readonly clock: Clock,
  ) {}

  @Get()
  @Roles('read', 'clerk', 'administrator', 'auditor')
  async list(@Ctx() ctx: CooperativePageContext, @CodeParam('household') code: string): Promise<Answer> {
    const household = await requireHousehold(this.reads, ctx.scope, code);
    return page(await this.view(ctx.cooperative.id, household, formOf('card', { holder: household.name })));
  }

  @Post()
  @Roles('record', 'clerk', 'administrator')
  async issue(@Ctx() ctx: CooperativePageContext, @CodeParam('household') code: string): Promise<Answer> {
    const household = await requireHousehold(this.reads, ctx.scope, code);
    const { typed } = ctx;
    return this.handOver(ctx, household, formOf('card', typed), () => {
      const { holder } = readShape(CardInput, { holder: (typed['holder'] ?? '').trim() });
      const hand = this.handOf(ctx, household);
      return this.cards.issue(ctx.cooperative, household, holder, ctx.origin, hand, newestTyped(typed['newest']));
    });
  }

  /** The holder's next card; the one before opens nothing from then on. */
  @Post(':card/reprint')
  @Roles('record', 'clerk', 'administrator')
  async reprint(
    @Ctx() ctx: CooperativePageContext,
    @CodeParam('household') code: string,
    @Param('card', new IdPipe('card_unknown')) id: number,
  ): Promise<Answer> {
    const household = await requireHousehold(this.reads, ctx.scope, code);
    return this.handOver(ctx, household, formOf('card', { holder: household.name }), () =>
      this.cards.reprint(ctx.cooperative, household, id, ctx.origin, this.handOf(ctx, household)),
    );
  }

  @Post(':card/revoke')
  @Roles('record', 'clerk', 'administrator')
  async revoke(
    @Ctx() ctx: CooperativePageContext,
    @CodeParam('household') code: string,
    @Param('card', new IdPipe('card_unknown')) id: number,
  ): Promise<Answer> {
    await this.cards.revoke(ctx.cooperative, await requireHousehold(this.reads, ctx.scope, code), id, ctx.origin);
    return redirect(addressOf(ctx, 'households', code, 'cards'), done('flash.cardRevoked'));
  }

  /** The link is on the paper, or on the page that answers, and nowhere else. */
  private handOf(
    { request, cooperative, typed }: CooperativePageContext,
    { code }: HouseholdRow,
  ): CardDelivery<Handed> {
    return async ({ id, holder, secret }) => {
      const link = linkOf(request, 'card', secret);
      if (typed['as'] !== 'pdf') return { made: { holder, link } };
      const card = { cooperative: cooperative.name, household: { code, name: holder }, link, number: String(id) };
      const paper = await this.papers.cardPdf(card, { at: this.clock.now(), line: cooperative.code });
      return { paper, name: `${cooperative.code}-${code}-card-${id}.pdf` };
    };
  }

  private handOver(
    ctx: CooperativePageContext,
    household: HouseholdRow,
    form: FormState,
    make: () => Promise<Handed>,
  ): Promise<Answer> {
    return submit(ctx, {
      work: async () => {
        const handed = await make();
        if ('made' in handed)
          return page(await this.view(ctx.cooperative.id, household, { ...form, typed: {} }, handed), 201);
        const { paper, name } = handed;
        return streamed({ name, type: 'application/pdf' }, (write) => write(paper));
      },
      again: async (errors) => page(await this.view(ctx.cooperative.id, household, { ...form, errors }), 422),
    });
  }

  private async view(
    cooperativeId: number,
    household: HouseholdRow,
    form: FormState,
    made?: { readonly made: MadeCard },
  ): Promise<VNode> {
    const cards = await this.cards.list(cooperativeId, household.id);
    return <CardsPage view={{ household, cards, newest: cards.at(-1)?.id ?? 0, ...made }} form={form} />;
  }
}

function newestTyped(text = ''): number | undefined {
  return /^\d{1,9}$/.test(text) ? Number(text) : undefined;
}
