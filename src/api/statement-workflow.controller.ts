/** The life of statements: presented, confirmed or disputed, answered, signed. Each step names the content it was taken on (If-Match). */
import { Body, Controller, Headers, HttpCode, Post } from '@nestjs/common';
import { ApiTags } from '@nestjs/swagger';
import type { Origin } from '../audit/audit';
import { contentOf } from '../common/etag';
import { ReadPool } from '../database/reader';
import { DomainError } from '../domain/errors';
import type { Viewer } from '../identity/viewer';
import { CardSignInService } from '../parties/card-sign-in.service';
import type { Access } from '../parties/scope';
import { listSeasons, requireSeason } from '../calendar/seasons';
import { requireContract } from '../contracts/contracts';
import { workflowOf } from '../statements/workflow.queries';
import { actorOf } from '../statements/parties';
import { StatementWorkflow, type SignatureMethod, type SeenStatement } from '../statements/workflow.service';
import { PresentAllService, PresentedSeason } from '../statements/present-all.service';
import { findStatement } from '../statements/statements.queries';
import { witnessed } from '../statements/witnesses';
import { Roles } from '../edge/access';
import { CooperativeContext, Ctx } from '../edge/context';
import { Documented, type RouteDocs } from '../edge/documented';
import { AnswerInput, DisputeInput, HandInput, PresentInput, SignInput } from './dto/statement-workflow.dto';
import { StatementStanding } from './dto/views.dto';
import { CodeParam, ShapePipe } from '../edge/shape.pipe';

/** A step on one statement. */
const step = (summary: string, body?: RouteDocs['body']): MethodDecorator =>
  Documented({
    summary,
    ...(body ? { body } : {}),
    ok: { 200: [StatementStanding, 'Where the statement stands now'] },
    ifMatch: true,
    problems: [404, 422],
  });

@ApiTags('statements')
@Controller('api/v1/cooperatives/:cooperative/statements')
export class StatementLifeController {
  constructor(
    private readonly life: StatementWorkflow,
    private readonly all: PresentAllService,
    private readonly reads: ReadPool,
    private readonly door: CardSignInService,
  ) {}

  @Post('present')
  @HttpCode(200)
  @Roles('record', 'clerk')
  @Documented({
    summary: 'Presents all drafts of a season; those presented already stay as they are',
    body: PresentInput,
    ok: { 200: [PresentedSeason, 'How many'] },
    problems: [404, 422],
  })
  presentAll(
    @Ctx() { cooperative, origin }: CooperativeContext,
    @Body(new ShapePipe(PresentInput)) { season }: PresentInput,
  ): Promise<PresentedSeason> {
    return this.all.presentAll(cooperative.code, season, origin);
  }

  @Post(':season/:contract/present')
  @HttpCode(200)
  @Roles('record', 'clerk')
  @step('Presents a statement to its household')
  async present(
    @Ctx() ctx: CooperativeContext,
    @CodeParam('season') season: string,
    @CodeParam('contract') contract: string,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<StatementStanding> {
    const seen = seenBy(ctx, season, contract, ifMatch);
    await this.life.present(seen, actorOf(ctx, ctx.origin));
    return this.standing(ctx, seen);
  }

  @Post(':season/:contract/confirm')
  @HttpCode(200)
  @Roles('record', 'herder', 'clerk')
  @step('Confirms a statement for its household, and signs it', HandInput)
  async confirm(
    @Ctx() ctx: CooperativeContext,
    @CodeParam('season') season: string,
    @CodeParam('contract') contract: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body(new ShapePipe(HandInput)) hand: HandInput,
  ): Promise<StatementStanding> {
    const seen = seenBy(ctx, season, contract, ifMatch);
    await this.life.confirm(seen, actorOf(ctx, ctx.origin), await this.provenHand(ctx.viewer, ctx.origin, hand));
    return this.standing(ctx, seen);
  }

  @Post(':season/:contract/dispute')
  @HttpCode(200)
  @Roles('record', 'herder', 'clerk')
  @step('Disputes a line of a statement for its household', DisputeInput)
  async dispute(
    @Ctx() ctx: CooperativeContext,
    @CodeParam('season') season: string,
    @CodeParam('contract') contract: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body(new ShapePipe(DisputeInput)) dispute: DisputeInput,
  ): Promise<StatementStanding> {
    const seen = seenBy(ctx, season, contract, ifMatch);
    await this.life.dispute(seen, actorOf(ctx, ctx.origin), dispute);
    return this.standing(ctx, seen);
  }

  @Post(':season/:contract/answer')
  @HttpCode(200)
  @Roles('record', 'clerk')
  @step('Answers a dispute', AnswerInput)
  async answer(
    @Ctx() ctx: CooperativeContext,
    @CodeParam('season') season: string,
    @CodeParam('contract') contract: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body(new ShapePipe(AnswerInput)) { text }: AnswerInput,
  ): Promise<StatementStanding> {
    const seen = seenBy(ctx, season, contract, ifMatch);
    await this.life.answer(seen, actorOf(ctx, ctx.origin), text);
    return this.standing(ctx, seen);
  }

  @Post(':season/:contract/sign')
  @HttpCode(200)
  @Roles('record', 'herder', 'clerk', 'branch')
  @step('Signs a statement that was presented', SignInput)
  async sign(
    @Ctx() ctx: CooperativeContext,
    @CodeParam('season') season: string,
    @CodeParam('contract') contract: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body(new ShapePipe(SignInput)) { role, ...hand }: SignInput,
  ): Promise<StatementStanding> {
    const seen = seenBy(ctx, season, contract, ifMatch);
    await this.life.sign(seen, actorOf(ctx, ctx.origin), role, await this.provenHand(ctx.viewer, ctx.origin, hand));
    return this.standing(ctx, seen);
  }

  /**
   * That somebody signs with a PIN is said only of who has just given it.
   *
   * @throws DomainError choice_invalid (staff have no PIN), field_required, field_not_allowed, sign_in_failed, sign_in_blocked
   */
  private async provenHand(viewer: Viewer, origin: Origin, { pin, ...hand }: HandInput): Promise<SignatureMethod> {
    if (hand.how !== 'pin') {
      if (pin !== undefined) throw new DomainError('field_not_allowed', {}, 'pin');
      return hand;
    }
    if (!viewer.card) throw new DomainError('choice_invalid', { value: hand.how }, 'how');
    if (pin === undefined) throw new DomainError('field_required', {}, 'pin');
    await this.door.requirePin(viewer.card, pin, origin);
    return hand;
  }

  /** Where the statement stands after a step, with all of them. */
  private standing({ cooperative, scope }: Access, seen: SeenStatement): Promise<StatementStanding> {
    return this.reads.snapshot(async (reader) => {
      const season = requireSeason(await listSeasons(reader, cooperative.id), seen.season);
      const contract = await requireContract(reader, scope, seen.contract);
      const view = await findStatement(reader, cooperative, season, contract);
      const key = { cooperativeId: cooperative.id, seasonId: season.id, contractId: contract.id };
      const sha256 = view?.sha256 ?? seen.sha256;
      const life = await witnessed(reader, key, await workflowOf(reader, key, sha256));
      return { number: view?.number, status: view?.status, sha256, ...life };
    });
  }
}

function seenBy({ cooperative }: Access, season: string, contract: string, ifMatch: string | undefined): SeenStatement {
  return { cooperative: cooperative.code, season, contract, sha256: contentOf(ifMatch) };
}
